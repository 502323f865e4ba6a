/** The house theme: the only place where a chart's colours and typefaces are written. */

/** Stripes for what was missed or lost: a pale ground and lines of `line` on it. */
export interface Hatch { ground: string; line: string }

export interface ChartTheme {
  name: 'light' | 'dark' | 'contrast' | 'print';
  /** Background; null lets the page show through. */
  paper: string | null;
  ink: string; quiet: string; hairline: string;
  /** The calm primary: bars, lines, selection. */
  primary: string;
  /** Peers behind an agency. */
  band: string;
  /** Missed target, lost points: official red. */
  missed: string;
  /** Points gained. */
  gained: string;
  /** Stripes for what was missed or lost, legible without colour. */
  hatch: Hatch;
  /** At most six hues, told apart in greyscale and by colour-blind readers. */
  groups: readonly string[];
  titleFont: string; textFont: string;
}

const TITLE_FONT = "'Noto Serif SC','Noto Serif CJK SC','Source Han Serif SC','Songti SC',SimSun,serif";
const TEXT_FONT = "system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif";

const fonts = { titleFont: TITLE_FONT, textFont: TEXT_FONT };

export const THEMES: Record<ChartTheme['name'], ChartTheme> = {
  light: {
    name: 'light', paper: null, ink: '#1d2226', quiet: '#5b6670', hairline: '#d5d9dc', primary: '#1f5b66', band: '#d9e5e7', missed: '#b3261e', gained: '#2f7d5b',
    hatch: { ground: '#f6dedb', line: '#b3261e' }, groups: ['#1f5b66', '#c7762b', '#6a4c93', '#5c8a3a', '#8f3b5e', '#7d8790'], ...fonts,
  },
  dark: {
    name: 'dark', paper: null, ink: '#e8eaec', quiet: '#a3adb5', hairline: '#3a4249', primary: '#6fb7c4', band: '#26383d', missed: '#ff8a80', gained: '#7fcaa4',
    hatch: { ground: '#4a2623', line: '#ff8a80' }, groups: ['#6fb7c4', '#e9a65f', '#b79be0', '#a3cc7f', '#e08fb0', '#b5bec6'], ...fonts,
  },
  contrast: {
    name: 'contrast', paper: '#ffffff', ink: '#000000', quiet: '#000000', hairline: '#000000', primary: '#003b46', band: '#c9d6d9', missed: '#8c0000', gained: '#00502f',
    hatch: { ground: '#ffffff', line: '#8c0000' }, groups: ['#003b46', '#8a4500', '#3f1d6b', '#2c5000', '#6b0036', '#333333'], ...fonts,
  },
  print: {
    name: 'print', paper: '#ffffff', ink: '#000000', quiet: '#444444', hairline: '#bbbbbb', primary: '#3d3d3d', band: '#e4e4e4', missed: '#000000', gained: '#6e6e6e',
    hatch: { ground: '#ffffff', line: '#000000' }, groups: ['#1a1a1a', '#8c8c8c', '#4d4d4d', '#b3b3b3', '#666666', '#cccccc'], ...fonts,
  },
};
