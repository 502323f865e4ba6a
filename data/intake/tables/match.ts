/**
 * Which form's table a block is, and in which province's print: from its heads. Every view is tried, and every form as it
 * is; the one that knows most of the heads is taken, then the one that the title names, then the one in use where and when
 * the figures are handed in.
 */
import { viewsInUse } from '../../../dsl/views.ts';
import type { Form, Program, Unit, View, ViewColumn } from '../../../dsl/program.ts';
import { foldedName } from '../headers.ts';
import { headKey, headUnit, type Block, type Head } from './heads.ts';

/** `text` columns say whose row it is; others show cells of forms. */
export interface MatchedColumn { head: Head; column: ViewColumn; /** The unit the figures are written in. */ unit: Unit }
export interface Match {
  form: Form; view: View | null;
  columns: MatchedColumn[];
  /** Heads that the view has no column for. */
  strangers: Head[];
}

interface Candidate { form: Form; view: View | null; title: string; columns: { column: ViewColumn; keys: Set<string> }[]; groups: Map<string, string> }

const ROLES: { role: NonNullable<ViewColumn['text']> | 'year'; words: string[] }[] = [
  { role: 'serial', words: ['序号', '编号', 'no'] },
  { role: 'agency', words: ['agency', '单位名称', '执法主体', '执法主体名称', '机关名称', '执法机关', '单位', '执法单位', '统一社会信用代码', '行政机关名称'] },
  { role: 'year', words: ['year', '年度', '年份', '统计年度'] },
  { role: 'remark', words: ['备注', '说明'] },
];
/** Columns of texts that every table may have. */
const texts: ViewColumn[] = ROLES.map(({ role, words }) => ({ name: role, label: words[0]!, unit: '1', integer: false, text: role === 'year' ? 'remark' : role }));

export class Matcher {
  readonly #candidates: Candidate[];
  readonly #known = new Set<string>();
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
    this.#candidates = [
      ...Object.values(program.forms).map((form): Candidate => candidate(form, null, form.label, form.groups, form.columns.map((column): ViewColumn => ({
        ...column, derived: { kind: 'cell', form: form.name, column: column.name, yearOffset: 0, type: { kind: 'number', unit: column.unit } },
      })))),
      ...Object.values(program.views).flatMap(view => (program.forms[view.form] ? [candidate(program.forms[view.form]!, view, view.label, view.groups, view.columns)] : [])),
    ];
    for (const { columns } of this.#candidates) for (const { keys } of columns) for (const key of keys) this.#known.add(key);
    for (const { words } of ROLES) for (const word of words) this.#known.add(headKey(word));
  }

  /** Whether a text folded by `headKey` is a head somewhere. */
  readonly knows = (key: string): boolean => this.#known.has(key);

  /**
   * The table that the block is, or null. `names`: what else may name it (the sheet's and the file's name).
   * `wanted`: the form that the sheet or file is named after, where it is.
   */
  match(block: Block, names: string[], region: string | null, year: number, wanted: string | null): Match | null {
    const title = [block.title ?? '', ...names].map(foldedName).join(' ');
    const tried = this.#candidates.map(candidate => ({ candidate, ...assign(candidate, block) })).filter(({ figures }) => figures > 0);
    const used = (candidate: Candidate): number => (candidate.view && viewsInUse(this.#program, candidate.form.name, region, year).includes(candidate.view) && (candidate.view.regions?.length ?? 0) > 0 ? 1 : 0);
    const named = (candidate: Candidate): number => (wanted === candidate.form.name ? 4 : 0) + (title.includes(foldedName(candidate.title)) ? 2 : 0) + (topicOf(candidate.form) !== null && title.includes(topicOf(candidate.form)!) ? 1 : 0);
    const better = tried.map(one => ({ ...one, named: named(one.candidate), used: used(one.candidate), missing: one.candidate.columns.filter(({ column }) => !column.text).length - one.figures }))
      .sort((a, b) => a.strangers.length - b.strangers.length || b.named - a.named || b.used - a.used || a.missing - b.missing);
    const [best] = better;
    if (!best) return null;
    const heads = best.figures + best.strangers.length;
    // A single head, or half of them, may be like those of another table by chance: then the title must name it.
    if (best.figures * 2 < heads || (best.figures < 2 && best.named === 0 && (heads > 1 || block.heads.length > 1))) return null;
    if (best.figures * 3 < heads * 2 && best.named === 0) return null;
    return { form: best.candidate.form, view: best.candidate.view, columns: best.columns, strangers: best.strangers };
  }
}

/** The word for what a form counts: 许可 in a title is enough to tell it. */
const topicOf = (form: Form): string | null => /许可|处罚|强制|人员|复议/.exec(form.label)?.[0] ?? null;

function candidate(form: Form, view: View | null, title: string, groups: { name: string; label: string }[], columns: ViewColumn[]): Candidate {
  const groupLabel = new Map(groups.map(group => [group.name, group.label]));
  return { form, view, title, groups: groupLabel, columns: columns.map(column => {
    const own = column.text ? undefined : form.columns.find(one => one.name === column.name);
    const labels = [column.label, column.name, ...(column.aliases ?? []), ...(own ? [own.label] : []), ...(column.text ? ROLES.find(({ role }) => role === column.text)?.words ?? [] : [])];
    const group = column.group ? groupLabel.get(column.group) : undefined;
    return { column, keys: new Set([...labels, ...(group ? labels.map(label => group + label) : [])].map(headKey)) };
  }) };
}

/** Each head to a column: by group and label together before by label alone. A column is given once. */
function assign(candidate: Candidate, block: Block): { columns: MatchedColumn[]; strangers: Head[]; figures: number } {
  const given = new Map<Head, ViewColumn>(), taken = new Set<ViewColumn>();
  const take = (head: Head, wanted: (entry: Candidate['columns'][number]) => boolean): void => {
    if (given.has(head)) return;
    const found = candidate.columns.find(entry => !taken.has(entry.column) && wanted(entry));
    if (found) { given.set(head, found.column); taken.add(found.column); }
  };
  const inGroup = (head: Head, column: ViewColumn): boolean => {
    const own = headKey(candidate.groups.get(column.group ?? '') ?? ''), said = headKey(head.group ?? '');
    return own !== '' && said !== '' && (own.includes(said) || said.includes(own));
  };
  for (const head of block.heads) if (head.group !== null) take(head, ({ keys, column }) => keys.has(headKey(head.group + head.label)) || (keys.has(headKey(head.label)) && inGroup(head, column)));
  for (const head of block.heads) take(head, ({ column }) => foldedName(column.label) === foldedName(head.label) && (head.group === null || column.group === undefined));
  // A head that names another group than the column's is not that column: 审核数量 of one is not that of another.
  for (const head of block.heads) take(head, ({ keys, column }) => keys.has(headKey(head.label)) && (head.group === null || column.group === undefined));
  for (const head of block.heads) {
    if (given.has(head)) continue;
    const role = ROLES.find(({ words }) => words.some(word => headKey(word) === headKey(head.label)));
    if (role) given.set(head, texts.find(text => text.name === role.role)!);
  }
  const columns = block.heads.flatMap((head): MatchedColumn[] => {
    const column = given.get(head);
    return column ? [{ head, column, unit: column.text ? '1' : unitOf(column, head, block) }] : [];
  });
  return { columns, strangers: block.heads.filter(head => !given.has(head)), figures: columns.filter(({ column }) => !column.text).length };
}

/** Money is written in what the head says, else in what the top right says, else in the view's unit. */
function unitOf(column: ViewColumn, head: Head, block: Block): Unit {
  if (column.unit !== '元' && column.unit !== '万元') return column.unit;
  const said = headUnit(head.label);
  if (said === '元' || said === '万元') return said;
  const parts = (block.unit ?? '').split(/[、,，;；/\s]+/).filter(part => part === '元' || part === '万元');
  return parts.length === 1 ? parts[0] as Unit : column.unit;
}
