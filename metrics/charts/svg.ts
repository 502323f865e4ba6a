/** A spec as SVG text, without a browser. The one module here that loads Vega. */
import * as vega from 'vega';
import { compile } from 'vega-lite';
import type { Chart } from './frame.ts';

/** The same spec gives the same text. @throws what Vega throws on a broken spec. */
export async function toSvg(spec: Chart): Promise<string> {
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
