/**
 * The syntax tree: what was written, nothing resolved. `dsl/syntax` makes it from text (always a tree, however broken
 * the text), `dsl/check` resolves it into the program. Names are kept as written (label or name, full-width forms
 * normalised); both word orders and both keyword languages give the same tree but for `at`.
 */
import type { AggregateFn, CompareOp, Range, Unit } from '../program.ts';

export interface Name { text: string; at: Range }
/** A string literal's value without its quotes. */
export interface Text { value: string; at: Range }
/** A date that may depend on the year: absolute, or month/day with an offset (次年1月31日; 10月底 = last day; year end). */
export type DateAst = { kind: 'date'; value: string; at: Range } | { kind: 'yearDate'; month: number; day: number; yearOffset: number; at: Range };

export type ExprAst = { at: Range } & (
  | { kind: 'number'; value: string; unit?: Unit }
  | { kind: 'text'; value: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'date'; value: string }
  | { kind: 'yearDate'; month: number; day: number; yearOffset: number }
  | { kind: 'stateDay' }
  /** `kind`, `inspections.enterprise_class.cap`, `penalty_form.total`, `执法主体.层级` */
  | { kind: 'path'; parts: Name[] }
  | { kind: 'compare'; op: CompareOp; left: ExprAst; right: ExprAst }
  | { kind: 'in'; operand: ExprAst; values: ExprAst[]; }     // also `has`
  | { kind: 'filled'; operand: ExprAst } | { kind: 'empty'; operand: ExprAst }
  | { kind: 'within'; date: ExprAst; count: ExprAst; from: ExprAst; sameDay: boolean }
  | { kind: 'by'; date: ExprAst; deadline: ExprAst; before: boolean }
  | { kind: 'and'; operands: ExprAst[] } | { kind: 'or'; operands: ExprAst[] } | { kind: 'not'; operand: ExprAst }
  | { kind: 'arithmetic'; op: '+' | '-' | '*' | '/'; left: ExprAst; right: ExprAst }
  | { kind: 'convert'; operand: ExprAst; unit: Unit }
  | { kind: 'else'; operand: ExprAst; fallback: ExprAst }
  | { kind: 'rounded'; operand: ExprAst; digits: number }
  | { kind: 'daysBetween'; unit: 'workdays' | 'days'; from: ExprAst; to: ExprAst }
  | { kind: 'highestOf'; operand: ExprAst; order: Name }
  | { kind: 'groupTotal'; group: Name }
  | { kind: 'lastYear'; operand: ExprAst }
  /** `growth of X`: (X − last year's X) ÷ last year's X. */
  | { kind: 'growth'; operand: ExprAst }
  /** `month of inspected_on`, 检查日期.月份 */
  | { kind: 'bucketOf'; unit: 'month' | 'quarter'; operand: ExprAst }
  /** `any handled_by with P`, `任一 承办人 满足 P` */
  | { kind: 'quantified'; quantifier: 'any' | 'every'; field: Name; with: ExprAst }
  /** `distribution of L where A grouped by f` */
  | { kind: 'distribution'; ledger: Name; whole: boolean; across: boolean; datedBy?: Name; where?: ExprAst; by: ExprAst }
  /** of: the argument as written (a ledger, a path starting with a ledger, or arithmetic of such). `ledger` only in the
   *  Chinese postfix form (`L 中 … 的 字段 之和`), where `of` is then a field of it; absent `of` = count/exists. */
  | { kind: 'aggregate'; fn: AggregateFn; of?: ExprAst; ledger?: Name; where?: ExprAst; datedBy?: Name; whole: boolean; across?: boolean }
  | { kind: 'share'; over: ShareOverAst; where?: ExprAst; excluding: { condition: ExprAst; reason?: Text; at: Range }[]; with: ExprAst }
  /** What the parser recovered around; the checker says nothing about it. */
  | { kind: 'broken' }
);
export type ShareOverAst =
  | { kind: 'ledger'; ledger: Name; whole: boolean; across?: boolean; datedBy?: Name; groupBy?: ExprAst[] }
  | { kind: 'buckets'; unit: 'quarter' | 'month' }
  | { kind: 'each'; field: ExprAst; values: ExprAst[] };

export interface SourceAst { document: Text; clause?: Text; url?: Text; from?: DateAst; to?: DateAst; at: Range }

export type TypeAst =
  | { kind: 'text' } | { kind: 'date' } | { kind: 'boolean' }
  | { kind: 'count'; unit?: Unit } | { kind: 'number'; unit?: Unit } | { kind: 'money'; unit?: Unit }
  | { kind: 'choice' | 'choices'; list?: Name; choices: { name?: Name; label?: Text; at: Range }[] }
  | { kind: 'refers'; ledger: Name };

export interface FieldAst {
  name: Name; label?: Text; type?: TypeAst; required: boolean; personal: boolean; planned: boolean;
  /** A choice beside the listed ones may be written in. */
  open?: boolean;
  /** The cell may name several rows that it refers to. */
  several?: boolean;
  emptyWords: Text[]; aliases: Text[]; refersTo?: Name;
  /** looks up L by region, enterprise_class */
  lookup?: { ledger: Name; by: Name[] };
  computed?: ExprAst; otherwise?: ExprAst; at: Range;
}
export interface CheckAst { severity: 'error' | 'warning'; label: Text; condition: ExprAst; at: Range }
/** `newRow`: of a view, the printed table goes on below from this column. */
export interface ColumnAst { name: Name; label?: Text; type?: TypeAst; group?: Name; derived?: ExprAst; aliases: Text[]; newRow?: boolean; at: Range }

export type DeclarationAst = { at: Range } & (
  | { kind: 'use'; pack: Text }
  | { kind: 'pack'; name: Name; label?: Text; authority?: Text; region?: Text; version?: Text; from?: DateAst; to?: DateAst }
  | { kind: 'list'; name: Name; label?: Text; choices: { name?: Name; label?: Text; at: Range }[] }
  | { kind: 'ledger'; name: Name; label?: Text; key: Name[]; datedBy?: Name; snapshot: boolean; system: boolean; shared: boolean;
      inForce?: { from: Name[]; to: Name[]; through: Name[] }; fields: FieldAst[]; checks: CheckAst[] }
  | { kind: 'form'; name: Name; label?: Text; groups: { name: Name; label?: Text }[]; columns: ColumnAst[]; checks: CheckAst[] }
  | { kind: 'view'; name: Name; label?: Text; form: Name; regions: Text[]; from?: DateAst; to?: DateAst; groups: { name: Name; label?: Text }[]; columns: ColumnAst[] }
  | { kind: 'order'; name: Name; label?: Text; values: { order: Name[]; from?: DateAst; to?: DateAst; regions: Text[]; source?: SourceAst; at: Range }[] }
  | { kind: 'parameter'; name: Name; label?: Text; choose: boolean;
      values: { value: ExprAst; from?: DateAst; to?: DateAst; regions: Text[]; when?: ExprAst; source?: SourceAst; at: Range }[] }
  | { kind: 'define'; name: Name; label?: Text; value: ExprAst | { kind: 'rows'; ledger: Name; where?: ExprAst; at: Range } }
  | { kind: 'indicator'; name: Name; label?: Text; sources: SourceAst[]; appliesTo?: ExprAst; value?: ExprAst;
      targets: { op: CompareOp; value: ExprAst; principle: boolean; when?: ExprAst; at: Range }[];
      better?: 'higher' | 'lower'; shownOnly: boolean; shownIn?: Unit; shownBy?: Name[]; note?: Text; checks?: CheckAst[] }
  | { kind: 'task'; name: Name; label?: Text; sources: SourceAst[]; lead?: Text; responsible: Text[]; due?: ExprAst; doneWhen?: ExprAst;
      appliesTo?: ExprAst; historic: boolean; note?: Text }
  | { kind: 'scorecard'; name: Name; label?: Text; sources?: SourceAst[]; groupsBy?: ExprAst; dimensions: DimensionAst[];
      bonus?: ExtraAst; deductions?: ExtraAst;
      vetoes: { label: Text; when: ExprAst; grade?: Text; points?: string; at: Range }[];
      missing: { what: 'notApplicable' | 'notReported' | 'pending'; rule: 'rescale' | 'full' | 'zero'; at: Range }[];
      grades: { label: Text; atLeast?: string; exclusive?: true }[]; ties?: 'shared' | 'dense';
      combine?: { scorecard: Name; weight: string; at: Range }[];
      subject?: { ledger: Name; whole: boolean; datedBy?: Name; where?: ExprAst; at: Range } }
  | { kind: 'report'; name: Name; label?: Text; base?: Name; layout?: Text; sources: SourceAst[]; title?: WordedAst; submitBy?: DateAst; publishBy?: DateAst;
      regions: Text[]; combinedBy?: { order?: Name; at: Range }; leaveOut: LeaveOutAst[]; suppressBelow?: { value: string; at: Range }; notes: ReportNoteAst[]; parts: ReportPartAst[] }
  | { kind: 'example'; label: Text; indicator: Name; asOf: DateAst; year?: number;
      tables: { ledger: Name; columns: Text[]; rows: Text[][]; at: Range }[]; expect: ExpectAst }
);
/** A text with figures in it: `罚没{penalty_form.amount}万元[，不罚{penalty_form.waived}万元]`. `break`: where one literal ends and the next begins. */
export interface TemplateAst { pieces: PieceAst[]; at: Range }
export type PieceAst =
  | { kind: 'words'; text: string } | { kind: 'break' }
  | { kind: 'figure'; value: ExprAst; at: Range }
  /** `{largest 3 of penalty_form.kinds}` */
  | { kind: 'largest'; count: number; of: ExprAst; at: Range }
  /** `[…]`: left out where a figure of it is not there. */
  | { kind: 'optional'; pieces: PieceAst[] };
/** Chinese, and the same in English. */
export interface WordedAst { zh: TemplateAst; en?: TemplateAst }
/** `when …`; `when no duty in licence_form`. */
export type ReportWhenAst = { kind: 'noDuty'; form: Name; at: Range } | ExprAst;
export interface ReportNoteAst { text: WordedAst; when?: ReportWhenAst; at: Range }
export interface LeaveOutAst { ledger: Name; where?: ExprAst; because: WordedAst; at: Range }
export interface ReportColumnAst { name: Name; label?: Text; en?: Text; type?: TypeAst; value?: ExprAst; at: Range }
/** Tables and charts of a form (a view, a group) or of columns of their own. */
export type ReportItemAst = { at: Range; when?: ReportWhenAst } & (
  | { kind: 'table'; name: Name; label?: Text; en?: Text; totals: boolean; columns: ReportColumnAst[]; notes: ReportNoteAst[] }
  | { kind: 'chart'; name: Name; label?: Text; en?: Text; of?: ExprAst; columns: ReportColumnAst[]; notes: ReportNoteAst[] }
  | { kind: 'text'; name?: Name; text: WordedAst }
  | { kind: 'toWrite'; name: Name; text: WordedAst }
  | { kind: 'note'; text: WordedAst }
  | { kind: 'section'; label: Text; en?: Text; items: ReportItemAst[] }
);
/** A name is what another report refers to the part by. */
export interface ReportPartAst { name?: Name; label?: Text; en?: Text; sameAs?: Name; when?: ReportWhenAst; items: ReportItemAst[]; at: Range }
export interface ExtraAst { upTo?: string; items: ItemAst[]; at: Range }
/** `caps`: items that together lose `upTo` points at most; they stand among `items` too. */
export interface DimensionAst { label: Text; points: { value: string; group?: Text }[]; items: ItemAst[]; caps?: CapAst[]; at: Range }
export interface CapAst { label: Text; upTo: string; items: ItemAst[]; at: Range }
/** `indicator` names the indicator it judges, or `label` an item of its own (`item "…" 3 { … }`). */
export interface ItemAst { indicator?: Name; label?: Text; points: string; rules: RuleAst[]; /** `in all up to`. */ lossUpTo?: string; at: Range }
export type RuleAst = { at: Range } & (
  | { kind: 'fullWhen'; op: CompareOp; value: ExprAst }
  | { kind: 'deductPerStep'; points: string; rounding: 'full' | 'started'; step: ExprAst; side: 'below' | 'above'; bound: ExprAst; upTo?: string }
  | { kind: 'deductWhen'; points: string; when: ExprAst; upTo?: string }
  | { kind: 'deductForEach'; points: string; of: ExprAst; upTo?: string }
  /** `award 3 when >= 2人` (op, value) · `award 3 when legal_staff >= 2人` (when) · `award 0 otherwise` (none). */
  | { kind: 'award'; points: string; op?: CompareOp; value?: ExprAst; when?: ExprAst }
  | { kind: 'awardForEach'; points: string; of: ExprAst; upTo?: string }
  | { kind: 'inProportion' }
  | { kind: 'byHand'; from: string; to: string }
);
export type ExpectAst = { at: Range } & (
  | { kind: 'share'; numerator: string; denominator: string; pending?: number; excluded?: number }
  | { kind: 'value'; value: string | boolean; unit?: Unit; pending?: number; excluded?: number }
  | { kind: 'state'; state: 'pending' | 'not_applicable' | 'not_reported' | 'error'; pending?: number; excluded?: number }
);

export interface SyntaxTree { file: string; declarations: DeclarationAst[] }
