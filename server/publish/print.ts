/**
 * A report laid out for paper, the same for PDF and Word: what stands where, in which words, how wide. Lengths are millimetres
 * of the official page (GB/T 9704-2012: 版心 156 × 225 mm); the programs that draw only draw.
 */
import type { Words } from '../words.ts';
import { isZero } from './decimal.ts';
import { englishUnit, mainUnit } from './layout.ts';
import { textOf, type Disagreement, type ReportBand, type ReportBlock, type ReportCell, type ReportChart, type ReportColumn, type ReportModel, type ReportTable } from './model.ts';
import { chartWords, claimOf, claimText, dayWords, provenanceWords, versionWords } from './told.ts';

export type Language = 'zh' | 'en';

export interface PrintCell { /** A line break is `\n`. */ text: string; colspan: number; rowspan: number; align: 'left' | 'center' | 'right'; look: 'plain' | 'head' | 'strong' | 'quiet' | 'framed' }
/** One row of columns of a table; a wide table is printed in several, one below the other. `widths` in mm add up to the text width. */
export interface PrintBand { widths: number[]; head: PrintCell[][]; rows: PrintCell[][] }
export interface PrintTable { kind: 'table'; id: string; caption: string; unit: string; landscape: boolean; bands: PrintBand[]; notes: string[]; /** 勾稽不符 and 提示. */ findings: string[] }
export type PrintBlock = { kind: 'part' | 'heading' | 'paragraph' | 'note' | 'mark'; text: string } | PrintTable
  | { kind: 'chart'; id: string; svg: string; /** What the picture says, for those who do not see it. */ alt: string };

export interface PrintDocument {
  language: Language;
  /** The title in lines of balanced length. */
  title: string[]; subtitle: string;
  /** 演示数据, 预览稿: boxed above the title. */
  marks: string[];
  blocks: PrintBlock[];
  /** Who publishes, and when; the day is '' in a preview. */
  signature: { name: string; day: string };
  notesHeading: string; notes: string[];
  corrections: { heading: string; lines: string[] } | null;
  /** Fingerprints, in small type at the end. */
  foot: string;
  about: { title: string; author: string; subject: string; keywords: string[]; /** Midnight UTC of the publication, else of the as-of day. */ day: string };
}

export const textWidth = 156;
export const landscapeWidth = 225;
/** 五号 and 小五 in mm, and what a digit takes of 五号. */
const size = 3.704; const headSize = 3.175; const digit = 2.05; const padding = 1.8;

/** @throws nothing: what a model may hold can be printed. */
export function printed(model: ReportModel, language: Language = 'zh'): PrintDocument {
  const say = (words: Words): string => words[language];
  const blocks: PrintBlock[] = model.provenance ? provenanceWords(model.provenance).map((words) => ({ kind: 'note' as const, text: say(words) })) : [];
  for (const part of model.parts) {
    if (part.heading) blocks.push({ kind: 'part', text: say(part.heading) });
    for (const block of part.blocks) blocks.push(...printedBlock(model, block, language));
  }
  const day = model.publication?.publishedOn ?? null;
  const corrections = model.versions.length > 1 || (model.publication?.version ?? 1) > 1;
  return {
    language, title: titleLines(say(model.title), model.agency.name), subtitle: say(versionWords(model)),
    marks: [
      ...(model.demonstration ? [say({ zh: '演示数据：机关、人员、企业和数字均为虚构', en: 'Demonstration data: agency, people, firms and figures are invented' })] : []),
      ...(model.publication ? [] : [say({ zh: '预览稿，尚未公开', en: 'Preview, not published' })]),
    ],
    blocks,
    signature: { name: model.agency.name, day: day ? say(dayWords(day)) : '' },
    notesHeading: say({ zh: '说明', en: 'Notes' }), notes: model.notes.map(say),
    corrections: corrections ? { heading: say({ zh: '更正记录', en: 'Corrections' }), lines: model.versions.map((each) => say(correctionWords(each))) } : null,
    foot: say({
      zh: `数据截至${model.asOf}　数据指纹 ${model.fingerprints.data}　程序版本 ${model.fingerprints.program}`,
      en: `As of ${model.asOf}   Figures ${model.fingerprints.data}   Program ${model.fingerprints.program}`,
    }),
    about: { title: say(model.title), author: model.agency.name, subject: say(versionWords(model)), keywords: [claimText(claimOf(model)), `data:${model.fingerprints.data}`, `program:${model.fingerprints.program}`], day: day ?? model.asOf },
  };
}

/** `第2版`, the day, and the reason of a correction. */
export function correctionWords(version: { version: number; publishedOn: string; reason?: string | null }): Words {
  const day = dayWords(version.publishedOn);
  const first = version.version === 1;
  const reason = version.reason ? { zh: `：${version.reason}`, en: `: ${version.reason}` } : { zh: '', en: '' };
  return { zh: `第${version.version}版　${day.zh}${first ? '公开' : '更正公开'}${reason.zh}`, en: `Version ${version.version}, ${first ? 'published' : 'corrected'} ${day.en}${reason.en}` };
}

function printedBlock(model: ReportModel, block: ReportBlock, language: Language): PrintBlock[] {
  switch (block.type) {
    case 'heading': return [{ kind: 'heading', text: block.text[language] }];
    case 'note': return [{ kind: 'note', text: block.text[language] }];
    case 'paragraph': return [{ kind: 'paragraph', text: textOf(block[language]) }, ...block.disagreements.map((each) => ({ kind: 'note' as const, text: disagreementWords(each)[language] }))];
    case 'chart': return [printedChart(model, block.chart, language)];
    case 'table': return [printedTable(model, block.table, language), ...comparisonOf(block.table, language)];
  }
}

function printedChart(model: ReportModel, chart: ReportChart, language: Language): PrintBlock {
  return { kind: 'chart', id: chart.id, svg: chart.svg, alt: chartWords(chart, model.year)[language] };
}

/** At most eighteen characters a line, broken where the agency's name ends, else where a word of it does; 2号 has room for twenty. */
export function titleLines(title: string, agency: string): string[] {
  const halves = title.startsWith(agency) && title.length > 18 ? [agency, title.slice(agency.length)] : [title];
  return halves.flatMap((half) => balanced(half.trim()));
}

function balanced(text: string, most = 18): string[] {
  const characters = [...text];
  if (widthOf(text) <= most) return [text];
  const words = /\s/.test(text) && [...text].every((each) => each.codePointAt(0)! < 0x250) ? text.split(/(?<=\s)/) : null;
  const pieces = words ?? characters;
  const lines = Math.ceil(widthOf(text) / most);
  const result: string[] = [];
  let line = ''; let used = 0;
  pieces.forEach((piece, index) => {
    const aim = (widthOf(text) - used) / (lines - result.length);
    const whole = widthOf(line);
    const natural = /[省市州盟区县旗局委会府院厅部处队办）、]$/.test(line) && !/^[局委会府院厅部处队办）、]/.test(characters.slice(index).join(''));
    if (result.length < lines - 1 && line && (whole >= aim + 2 || whole + widthOf(piece.trimEnd()) > most || (natural && whole >= aim - 2))) { result.push(line.trim()); used += whole; line = ''; }
    line += piece;
  });
  return [...result, line.trim()];
}

/** In characters: CJK and full width 1, others about half. */
function widthOf(text: string): number { return [...text].reduce((sum, each) => sum + (each.codePointAt(0)! > 0x2e7f ? 1 : 0.55), 0); }

const plain = (text: string, change: Partial<PrintCell> = {}): PrintCell => ({ text, colspan: 1, rowspan: 1, align: 'center', look: 'plain', ...change });

/** A cell as the printed form has it; states that are words are framed or grey so that they are not taken for figures. */
function printedCell(cell: ReportCell): PrintCell {
  switch (cell.state) {
    case 'not_applicable': case 'not_filled': return plain(cell.text, { look: 'quiet' });
    case 'text': return plain(cell.text, { look: 'strong' });
    case 'not_reported': case 'pending': case 'error': return plain(cell.text, { look: 'framed' });
    default: return plain(cell.text);
  }
}

function printedTable(model: ReportModel, table: ReportTable, language: Language): PrintTable {
  const unit = mainUnit(table.columns.map((each) => each.unit));
  const label = (column: ReportColumn): string => `${column.label[language]}${column.unit !== unit ? (language === 'zh' ? `\n（${column.unit}）` : `\n(${englishUnit(column.unit)})`) : ''}`;
  const at = new Map(table.columns.map((column, index) => [column.name, index]));
  const least = table.columns.map((column, index) => leastWidth(label(column), table.rows.map((row) => row.cells[index]!)));
  const names = Math.max(...table.rows.map((row) => widthOf(row.label[language])), 0);
  // A sheet of many agencies keeps their names on one line where it can.
  const first = table.rows.length > 3 ? Math.min(52, Math.max(24, names * size + padding)) : names > 12 ? 27 : names > 6 ? 23 : 20;
  const wanted = Math.max(...table.bands.map((band) => band.columns.reduce((sum, name) => sum + least[at.get(name)!]!, first)));
  // A sheet of many agencies is read across: it gets the broad side. A single row is broken into bands, as provinces print it.
  const landscape = table.rows.length > 3 && wanted > textWidth;
  const width = landscape ? landscapeWidth : textWidth;
  const bands = table.bands.flatMap((band) => fitting(band, (name) => least[at.get(name)!]!, width - first));
  const short = bands.length > 1 ? (index: number): string => (language === 'zh' ? `（${index + 1}）` : ` (${index + 1})`) : () => '';
  const head = language === 'zh' ? '单位名称' : 'Agency';
  return {
    kind: 'table', id: table.id, caption: `${table.number[language]}${language === 'zh' ? '　' : '. '}${table.title[language]}`, unit: table.unit[language], landscape,
    bands: bands.map((band, index) => {
      const columns = band.columns.map((name) => at.get(name)!);
      const spare = (width - first - columns.reduce((sum, column) => sum + least[column]!, 0)) / (columns.length + 1);
      const more = Math.min(spare, Math.max(0, Math.min(44, names * size + padding) - first));
      const widths = [first + more, ...columns.map((column) => least[column]! + spare + (spare - more) / columns.length)];
      return { widths: widths.map((each) => Math.round(each * 100) / 100), head: headOf(band, columns.map((column) => label(table.columns[column]!)), `${head}${short(index)}`, language), rows: table.rows.map((row) => [
        plain(row.label[language], { align: 'left', look: row.kind === 'total' ? 'strong' : 'plain' }), ...rowOf(columns.map((column) => row.cells[column]!), row.kind === 'total'),
      ]) };
    }),
    notes: table.notes.map((note, index) => (language === 'zh' ? `注${index + 1}：${note.zh}` : `Note ${index + 1}: ${note.en}`)),
    findings: [...model.findings.filter((each) => each.table === table.id).map((each) => findingWords(each)[language]), ...agreement(table).map((words) => words[language])],
  };
}

export function findingWords(finding: { severity: 'error' | 'warning'; message: Words }): Words {
  return finding.severity === 'error' ? { zh: `勾稽不符：${finding.message.zh}`, en: `Does not add up: ${finding.message.en}` } : { zh: `提示：${finding.message.zh}`, en: `Remark: ${finding.message.en}` };
}

/** Under an edited paragraph whose number is not the table's. */
export function disagreementWords(each: Disagreement): Words {
  return { zh: `与数据表不一致：文中写“${each.typed}”，${each.figure} 为 ${each.expected}。`, en: `Does not agree with the tables: the text says “${each.typed}”, ${each.figure} is ${each.expected}.` };
}

/** One line where the typed form and the ledgers agree; where they differ a table follows. */
function agreement(table: ReportTable): Words[] {
  if (table.comparison.length === 0 || differing(table).length > 0) return [];
  return [{ zh: `与台账汇总一致（${table.comparison.length}项）。`, en: `Agrees with the ledgers in all ${table.comparison.length} figures.` }];
}
function differing(table: ReportTable): ReportTable['comparison'] { return table.comparison.filter((each) => each.difference === null || !isZero(each.difference)); }

/** Words that fill a whole row stand once, in the middle of it. */
function rowOf(cells: ReportCell[], total: boolean): PrintCell[] {
  const [one] = cells;
  if (one && cells.length > 1 && (one.state === 'not_reported' || one.state === 'pending' || one.state === 'error') && cells.every((each) => each.state === one.state)) return [{ ...printedCell(one), colspan: cells.length }];
  return cells.map((cell) => { const made = printedCell(cell); return total && made.look === 'plain' ? { ...made, look: 'strong' } : made; });
}

function leastWidth(label: string, cells: ReportCell[]): number {
  const figures = Math.max(0, ...cells.map((cell) => [...cell.text].reduce((sum, each) => sum + (each.codePointAt(0)! > 0x2e7f ? headSize : digit), 0)));
  const [words_, unit = ''] = label.split('\n');
  const words = Math.max(Math.min(6, Math.max(2, Math.ceil(widthOf(words_!) / 5))), widthOf(unit) - 0.4);
  // Latin words are not broken: the longest one wants its place.
  const latin = Math.max(0, ...label.split(/[\s\u2e80-\uffff]+/).map((word) => word.length * 1.75));
  return Math.max(figures, words * headSize, latin) + padding;
}

/** A band that is too wide, in as few bands of about the same width as hold it; groups are cut with it. */
function fitting(band: ReportBand, widthOfColumn: (name: string) => number, room: number): ReportBand[] {
  const widths = band.columns.map(widthOfColumn);
  const cut = (cap: number): number[] => { const ends: number[] = []; let used = 0; widths.forEach((width, index) => { if (used > 0 && used + width > cap) { ends.push(index); used = 0; } used += width; }); return ends; };
  let cap = Math.max(room, ...widths);
  const pieces = cut(cap).length;
  while (cap > 10 && cut(cap - 1).length === pieces) cap -= 1;
  const ends = cut(cap);
  if (ends.length === 0) return [band];
  const groupOf = band.groups.flatMap((group, index) => Array.from({ length: group.span }, () => index));
  return [0, ...ends].map((from, index) => {
    const until = ends[index] ?? band.columns.length;
    const groups: ReportBand['groups'] = [];
    for (let column = from; column < until; column++) {
      if (column > from && groupOf[column] === groupOf[column - 1]) groups.at(-1)!.span += 1;
      else groups.push({ label: band.groups[groupOf[column]!]?.label ?? null, span: 1 });
    }
    return { columns: band.columns.slice(from, until), groups };
  });
}

function headOf(band: ReportBand, labels: string[], first: string, language: Language): PrintCell[][] {
  const grouped = band.groups.some((group) => group.label !== null);
  const head = (text: string, change: Partial<PrintCell> = {}): PrintCell => plain(text, { look: 'head', ...change });
  if (!grouped) return [[head(first), ...labels.map((label) => head(label))]];
  const top: PrintCell[] = [head(first, { rowspan: 2 })]; const below: PrintCell[] = [];
  let at = 0;
  for (const group of band.groups) {
    const inside = labels.slice(at, at + group.span);
    at += group.span;
    if (group.label) { top.push(head(group.label[language], { colspan: group.span })); below.push(...inside.map((label) => head(label))); } else top.push(...inside.map((label) => head(label, { rowspan: 2 })));
  }
  return [top, below];
}

/** 填报与台账汇总比较: only the figures that differ. */
function comparisonOf(table: ReportTable, language: Language): PrintTable[] {
  const rows = differing(table);
  if (rows.length === 0) return [];
  const heads: Words[] = [{ zh: '项目', en: 'Item' }, { zh: '填报', en: 'Form' }, { zh: '台账汇总', en: 'Ledgers' }, { zh: '差额', en: 'Difference' }];
  return [{
    kind: 'table', id: `${table.id}.comparison`, landscape: false, unit: '', notes: [], findings: [],
    caption: { zh: `填报与台账汇总比较：${table.comparison.length}项中${rows.length}项不同`, en: `Form against ledgers: ${rows.length} of ${table.comparison.length} figures differ` }[language],
    bands: [{
      widths: [66, 30, 30, 30], head: [heads.map((words) => plain(words[language], { look: 'head' }))],
      rows: rows.map((each) => [
        plain(table.columns.find((column) => column.name === each.column)?.label[language] ?? each.column, { align: 'left' }), printedCell(each.form), printedCell(each.ledgers), plain(signed(each.difference), { look: 'strong' }),
      ]),
    }],
  }];
}

/** +3, −2, 0; — where there is nothing to subtract. */
export function signed(difference: string | null): string {
  if (difference === null) return '—';
  return isZero(difference) ? '0' : difference.startsWith('-') ? `−${difference.slice(1)}` : `+${difference}`;
}
