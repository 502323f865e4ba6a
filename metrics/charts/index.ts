/** Charts as pure specs. Rendering is the page's (vega-embed) or `svg.ts`'s, which is not exported here because it loads Vega. */
export { bars, type Bar, type BarsData } from './bars.ts';
export { distribution, type AgencyValue, type DistributionData } from './distribution.ts';
export { trend, type TrendData } from './trend.ts';
export { waterfall, waterfallOf, type WaterfallData, type WaterfallStep } from './waterfall.ts';
export { THEMES, type ChartTheme, type Hatch } from './theme.ts';
export { textWidth, type Bilingual, type Chart, type ChartOptions, type Language } from './frame.ts';
