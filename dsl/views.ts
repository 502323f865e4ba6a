/** Which printed variant (地方表式) of a form is in use for a region and year. */
import type { Program, View } from './program.ts';

/** A region's code without trailing zeros in pairs: 330000 is 33 and holds for 330102. */
const prefix = (code: string): string => code.replace(/(00)+$/, '');

/**
 * The views of a form in use at the end of `year` where an agency of `region` (GB/T 2260; null: unknown) is, best first:
 * the nearest region before a wider one before none, of those the latest `from`, of those in declared order.
 */
export function viewsInUse(program: Program, form: string, region: string | null, year: number): View[] {
  const day = `${year}-12-31`;
  return Object.values(program.views)
    .filter(view => view.form === form && (view.from ?? '') <= day && day <= (view.to ?? '9999'))
    .flatMap(view => {
      const near = view.regions ? view.regions.map(prefix).filter(own => region?.startsWith(own)).map(own => own.length) : [0];
      return near.length > 0 ? [{ view, near: Math.max(...near) }] : [];
    })
    .sort((a, b) => b.near - a.near || (a.view.from ?? '') < (b.view.from ?? '') && 1 || ((a.view.from ?? '') > (b.view.from ?? '') ? -1 : 0))
    .map(({ view }) => view);
}

/** The one a report prints by, where there is any. */
export const viewInUse = (program: Program, form: string, region: string | null, year: number): View | undefined => viewsInUse(program, form, region, year)[0];
