/**
 * Small-number suppression before publication: counts from 1 to below a bound are hidden, and with them so many others that
 * no sum gives one of them away (complementary suppression). Zeros and amounts of money are shown. Pure.
 */
import type { Expr, Form, Unit, View } from '../../dsl/program.ts';
import { add, compare, isZero } from './decimal.ts';
import type { ReportCell, Words } from './model.ts';

/** What adds up: each member is one printed figure, made of these cells (`form.column`); the last is their sum. */
export interface Relation { members: string[][] }

const counts = new Set<Unit>(['件', '宗', '起', '人', '次', '家', '个', '项', '份', '册', '天次']);
export const isCount = (unit: Unit): boolean => counts.has(unit);

/** Whether a count is so small that it is hidden. */
export const isSmall = (value: string | null, below: number): boolean => value !== null && !isZero(value) && compare(value, '0') > 0 && compare(value, String(below)) < 0;

/** The names of the cells to hide. `cells`: every count of the report by `form.column`. */
export function suppressed(cells: ReadonlyMap<string, string>, relations: Relation[], below: number): Set<string> {
  const hidden = new Set([...cells].filter(([, value]) => isSmall(value, below)).map(([name]) => name));
  const sum = (member: string[]): string => member.reduce((all, name) => add(all, cells.get(name) ?? '0'), '0');
  // Hiding one more may leave another relation with a single hidden member: until nothing changes.
  for (let changed = true; changed;) {
    changed = false;
    for (const { members } of relations) {
      if (members.filter((member) => member.some((name) => hidden.has(name))).length !== 1) continue;
      const others = members.filter((member) => !member.some((name) => hidden.has(name)) && !isZero(sum(member))).sort((a, b) => compare(sum(a), sum(b)));
      const next = others[0];
      if (!next) continue;
      for (const name of next) hidden.add(name);
      changed = true;
    }
  }
  return hidden;
}

/** What a form's own identities say adds up, and the same as a view prints it. */
export function relationsOf(form: Form, views: View[]): Relation[] {
  const found: Relation[] = [];
  for (const { condition } of form.checks) {
    if (condition.kind !== 'compare' || condition.op !== '=') continue;
    const [left, right] = [addends(condition.left, form), addends(condition.right, form)];
    if (!left || !right) continue;
    const cells = [...left, ...right];
    found.push({ members: cells.map((name) => [name]) });
    for (const view of views) {
      const printed = view.columns.map((column) => (column.derived ? addends(column.derived, form) ?? [] : [])).filter((names) => names.length > 0 && names.every((name) => cells.includes(name)));
      // Only where the view prints all of them does its table add up.
      if (cells.every((name) => printed.some((names) => names.includes(name)))) found.push({ members: printed });
    }
  }
  return found;
}

/** The cells that an expression adds up; undefined for anything but a sum. */
function addends(expr: Expr, form: Form): string[] | undefined {
  switch (expr.kind) {
    case 'cell': return expr.form === form.name && expr.yearOffset === 0 ? [`${form.name}.${expr.column}`] : undefined;
    case 'groupTotal': return form.columns.filter((column) => column.group === expr.group).map((column) => `${form.name}.${column.name}`);
    case 'convert': return addends(expr.operand, form);
    case 'arithmetic': {
      const [left, right] = [addends(expr.left, form), addends(expr.right, form)];
      return expr.op === '+' && left && right ? [...left, ...right] : undefined;
    }
    default: return undefined;
  }
}

export const hiddenCell: ReportCell = { state: 'suppressed', value: null, text: '*' };
export const suppressionNote = (below: number): Words => ({
  zh: `小于${below}的计数（0除外）以及可据以推算出它们的数不予公开，以“*”代替；文字中与其有关的语句一并略去。`,
  en: `Counts below ${below} (but 0), and figures that would give them away, are not published and stand as *; what the text says of them is left out.`,
});
