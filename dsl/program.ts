/**
 * The checked program: what `dsl` yields and all other rooms read. Plain JSON, no classes, no functions.
 *
 * Every name in it is resolved: `ledger`, `field`, `indicator`… are canonical names, choices are canonical choice
 * values (see `Choice`), numbers are exact decimal strings. Two texts that mean the same (Chinese or English keywords,
 * either word order, names or labels) give the same program but for the `at` ranges; `withoutRanges` removes those.
 *
 * What each node *means* is said here once, because three readers must agree on it: `metrics/plan` (SQL),
 * `metrics/finish` (agency-level arithmetic) and the oracle in `tests/oracle`.
 */

/** 1-based, end exclusive. */
export interface Position { line: number; column: number }
export interface Range { file: string; start: Position; end: Position }

/** A document of authority. `url` is optional; `document` and `clause` are what a reader needs to look it up. */
export interface Source { document: string; clause?: string; url?: string; from?: string; to?: string }

/** Units are a closed list. The kinds of count are unlike each other; units of one dimension convert exactly. */
export type Unit =
  | '1'                                                   // a bare number: fits any count
  | '件' | '宗' | '起' | '人' | '次' | '家' | '个' | '项' | '份' | '册' | '天次'
  | '元' | '万元'                                         // money: 1 万元 = 10000 元
  | '学时' | '分钟'                                       // class time: 1 学时 = parameter minutes_per_class_hour (分钟)
  | 'days' | 'workdays' | 'months' | 'years'
  | '%' | 'percentage_points' | '分';                     // ratios are '%'; 分 are points

export type ValueType =
  | { kind: 'text' } | { kind: 'date' } | { kind: 'boolean' }
  | { kind: 'number'; unit: Unit }
  | { kind: 'choice'; choices: string[] }                 // canonical values, in declared order
  | { kind: 'choices'; choices: string[] };               // several of

/** `value` is what is stored and compared: the label (or the bare name where there is no label). `name` also resolves. */
export interface Choice { value: string; name?: string }

// ---------------------------------------------------------------- declarations

export interface Field {
  name: string; label: string; type: ValueType; choices?: Choice[];
  required: boolean;
  /** Whole numbers only (`count`); false for amounts, hours, ratios. */
  integer?: boolean;
  /** Never reaches public output; masked where a role does not need it. */
  personal?: boolean;
  /** The listed choices are not all there are: another text is kept as it is written. */
  open?: boolean;
  /** The cell may name several rows of the ledger it refers to: the reference is followed by `quantified` only. */
  several?: boolean;
  /** A plan or term (deadline, validity), not a fact: not hidden when later than the as-of day. */
  planned?: boolean;
  /** Cell texts that mean "empty" (无, /, -). */
  emptyWords?: string[];
  /** Other headers accepted for this column. */
  aliases?: string[];
  /** This field holds the key of a row of that ledger (of the same agency where that ledger has agencies). */
  refersTo?: { ledger: string; field: string };
  /** For a field that looks a row up in a snapshot ledger by more than its key, see inspection_caps. */
  lookup?: Lookup;
  /** Computed, never stored: the row's value is this expression. */
  computed?: Expr;
  /** Reading the field when its cell is empty gives this (`hours … else minutes`). */
  otherwise?: Expr;
  at?: Range;
}

/**
 * `enterprise_class … looks up inspection_caps by region of agency, enterprise_class`:
 * the row of `ledger` in force on the state day (year end, or the as-of day before it) whose `match` fields equal;
 * a `region` pair matches by the longest prefix of the agency's region code. None: empty.
 */
export interface Lookup { ledger: string; match: { field: string; by: 'value' | 'region' }[] }

export interface Check { label: string; severity: 'error' | 'warning'; condition: Expr; at?: Range }

export interface Ledger {
  name: string; label: string;
  /** Within an agency when `hasAgency`. */
  key: string[];
  /** Every ledger but agencies, inspection_caps has the field `agency` (filings too: its agency is part of the key). */
  hasAgency: boolean;
  /** A date field, or a number field holding the year (filings.year); absent for snapshots. */
  datedBy?: string;
  /** A hand-in gives the state for its year; the latest for a year ≤ Y holds. */
  snapshot: boolean;
  /** Kept by the system (filings): never "not reported". */
  system: boolean;
  /** In force on day D: every `from` empty or ≤ D, and every `to` empty or > D, and every `through` empty or ≥ D. Raw dates. */
  inForce?: { from: string[]; to: string[]; through: string[] };
  fields: Field[]; checks: Check[]; at?: Range;
}

export interface Column {
  name: string; label: string; unit: Unit; integer: boolean; group?: string;
  /** Derivation from ledgers (agency-level expression). */
  derived?: Expr; aliases?: string[]; at?: Range;
}
/** One row an agency and year. Cells: value, empty, `/` (not applicable), `-` (not filled in). */
export interface Form {
  name: string; label: string; groups: { name: string; label: string }[]; columns: Column[]; checks: Check[]; at?: Range;
}
/**
 * A column as a view prints it; its `derived` is what it shows of the forms. `text`: it holds no figure (序号, 单位名称, 备注).
 * `newRow`: the printed table goes on below, with this column first.
 */
export interface ViewColumn extends Column { text?: 'serial' | 'agency' | 'remark'; newRow?: true }
/**
 * A printed variant of a form: columns merged, renamed, reordered, another unit. In use in those regions (anywhere when none
 * is named) between those dates (see `viewInUse`).
 */
export interface View {
  name: string; label: string; form: string; regions?: string[]; from?: string; to?: string;
  groups: { name: string; label: string }[]; columns: ViewColumn[]; at?: Range;
}

export interface Order { name: string; label: string; values: { order: string[]; from?: string; to?: string; region?: string[]; source?: Source }[]; at?: Range }

/** One value of a parameter; without `from`, `to`, `regions`, `when` it always holds. */
export interface ParameterValue {
  value: Expr; from?: string; to?: string; regions?: string[]; when?: Expr; source?: Source; at?: Range;
}
/** The first value whose `when` holds, among those valid at the row's date (else year end) and nearest in region. */
export interface Parameter {
  name: string; label: string; values: ParameterValue[];
  /** The documents contradict each other: the values stand side by side, in written order, until an administrator picks one
   *  (`EvaluationRequest.choices`). Until then whatever needs the parameter is an error that names it. */
  choose?: true;
  at?: Range;
}

// ---------------------------------------------------------------- expressions

export type CompareOp = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type AggregateFn = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'median' | 'distinct' | 'earliest' | 'latest' | 'exists' | 'last';
export type BucketUnit = 'quarter' | 'month';

/**
 * Truth has three values (true, false, unknown) and a second axis: an *open* atom (a deadline not yet passed, a period
 * not yet ended) is judged twice. For a predicate P (negation pushed inward) two booleans suffice:
 *   best(P)  = P is true when every open atom is taken as met     (an open atom under `not`: as missed)
 *   worst(P) = P is true when every open atom is taken as missed  (an open atom under `not`: as met)
 * where an atom that is unknown (a comparison with an empty operand), or its negation, is simply not true.
 * holds = worst; pending = best and not worst; else not fulfilled.
 * An atom that needs a year without a calendar is taken like an open one; if best ≠ worst because of it, the row is an
 * error naming that year.
 * A row's dates later than the as-of day read as empty (but `planned` fields); rows dated later are not there.
 */
export type Expr = { type: ValueType; at?: Range } & ExprNode;

export type ExprNode =
  // ---- leaves
  | { kind: 'number'; value: string; unit: Unit }           // exact decimal: "95" with '%' is 95 %
  | { kind: 'text'; value: string }
  | { kind: 'choiceValue'; value: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'date'; value: string }                         // yyyy-mm-dd
  | { kind: 'yearDate'; month: number; day: number; yearOffset: number } // 31 January of next year: {1,31,1}; year end: {12,31,0}
  /**
   * The day a state is taken: min(year end, as-of). `at year end` in text.
   */
  | { kind: 'stateDay' }
  /** A field of the current row. `path` follows references: handled_by.certified_on → path [handled_by], field certified_on. */
  | { kind: 'field'; ledger: string; field: string; path: string[] }
  /** A field of the agency at hand (roster row of the year). `of: 'row'`: within `across agencies`, of the agency whose row it is. */
  | { kind: 'agencyField'; field: string; of?: 'row' }
  /** A cell of the agency's form row (`other year` with yearOffset -1). */
  | { kind: 'cell'; form: string; column: string; yearOffset: number }
  | { kind: 'parameter'; name: string }
  | { kind: 'indicator'; name: string; yearOffset: number }
  /** `define` of a number or a predicate is inlined by the checker; nothing of it remains here. */
  // ---- atoms
  /** Empty operand: unknown. For an aggregate over an open period that only grows (count, sum of non-negative, distinct,
   *  exists, max) and a bound it has not crossed: open until the period ends. Others over an open period: open; but `last` is a state, taken on the state day, never open. */
  | { kind: 'compare'; op: CompareOp; left: Expr; right: Expr }
  /** left is choice, text or number: equal to one of; left is choices: has one of. */
  | { kind: 'in'; operand: Expr; values: Expr[] }
  | { kind: 'filled'; operand: Expr }                       // never unknown
  | { kind: 'empty'; operand: Expr }
  /** date ≤ the count-th (work)day after `from` (or from `from` itself when sameDay). Empty date: open while as-of ≤ due,
   *  false after. Empty `from` or count: unknown. */
  | { kind: 'within'; date: Expr; count: Expr; unit: 'workdays' | 'days'; from: Expr; sameDay: boolean }
  /** date ≤ deadline; empty date: open while as-of ≤ deadline, false after. Empty deadline: unknown. `before`: date < deadline. */
  | { kind: 'by'; date: Expr; deadline: Expr; before: boolean }
  /**
   * `any handled_by with P`, `every handled_by with P`: over the rows that a field naming several refers to. `field` is that
   * field of the current row; within `with` a `field` node whose path begins with it stands for one referred row at a time
   * (a key that no row bears: a row whose fields are all empty). any: P is true for one at least; every: for all of them.
   * Nothing named: unknown. Negation is pushed inward: not any P = every not P.
   */
  | { kind: 'quantified'; quantifier: 'any' | 'every'; field: string; with: Expr }
  /** Tasks: true as soon as the condition holds (also when late); until then open while as-of ≤ deadline, false after. */
  | { kind: 'doneBy'; condition: Expr; deadline: Expr }
  /** A boolean field or indicator used as a condition: empty is unknown. */
  | { kind: 'isTrue'; operand: Expr }
  // ---- logic
  | { kind: 'and'; operands: Expr[] } | { kind: 'or'; operands: Expr[] } | { kind: 'not'; operand: Expr }
  // ---- numbers
  /** Exact. Dividing by zero is not applicable at agency level, empty at row level. */
  | { kind: 'arithmetic'; op: '+' | '-' | '*' | '/'; left: Expr; right: Expr }
  /** Within one dimension exact (元↔万元, 学时↔分钟); `as 件` between counts relabels. */
  | { kind: 'convert'; operand: Expr; unit: Unit }
  | { kind: 'else'; operand: Expr; fallback: Expr }         // operand, or fallback where it is empty
  | { kind: 'rounded'; operand: Expr; digits: number }      // half up
  /** Number of (work)days after `from` up to `to`. */
  | { kind: 'daysBetween'; unit: 'workdays' | 'days'; from: Expr; to: Expr }
  | { kind: 'highestOf'; operand: Expr; order: string }
  /** The month (`2024-03`) or quarter (`2024-Q1`) of a date, as text: for grouping. Empty date: empty. */
  | { kind: 'bucketOf'; unit: BucketUnit; operand: Expr }
  // ---- aggregates
  | Aggregate
  | Share
  /** Sum of the columns of a form's group: `total of kinds`. */
  | { kind: 'groupTotal'; form: string; group: string }
  /** Sum of one column over the forms of all agencies of the roster for which `where` holds (`across agencies`): 分单位之和. In
   *  `where`, `agencyField` with `of: 'row'` is the form's agency, without it the agency at hand. */
  | { kind: 'formSum'; form: string; column: string; where?: Expr }
  /** The same expression a year earlier; without data not applicable. */
  | { kind: 'lastYear'; operand: Expr }
  | Distribution;

/**
 * `distribution of case_files grouped by grade`: rows counted by the value of `by` (choices in declared order, then others
 * ascending; a row whose `by` is empty counts under ''). A measure has the counts in `parts`, the rows counted as its
 * denominator, rows whose selection is open as pending. Its type is a count; it stands only as the whole value of an indicator that is shown only, and nothing refers to such an indicator. No rows: not applicable, or pending while the period is open.
 */
export interface Distribution { kind: 'distribution'; rows: Rows; by: Expr }

/**
 * Where the rows of an aggregate come from.
 * - agency level: the agency's rows of the year (see `Rows`).
 * - inside a row predicate over ledger R (`scope: 'row'`): rows of `rows.ledger` whose field `link` refers to the row;
 *   none gives 0. To a register row: those of the year; to a dated row: all up to the as-of day.
 * - inside a group or bucket predicate (`scope: 'group'`): the rows of that group or bucket.
 */
export interface Aggregate {
  kind: 'aggregate'; fn: AggregateFn; rows: Rows;
  /** Row-level expression; absent for count and exists. For `last`: its value on the row with the latest row date (ties: greatest key). */
  of?: Expr;
  scope: 'agency' | 'row' | 'group';
  link?: string;
}

/** Rows of a ledger in the year: its date (or `datedBy`) in the year and ≤ as-of; a snapshot's: the latest hand-in ≤ year;
 *  a register's (`inForce`) default to those in force on the state day — unless `whole` (`all of`). `where`: only those for which it holds. */
export interface Rows {
  ledger: string; datedBy?: string; where?: Expr; whole?: boolean;
  /** Rows of all agencies of the roster, not only of the agency at hand. A share of groups then counts, for an agency, the groups that hold a row of it. */
  across?: true;
  /** Rows dated up to the as-of day whatever their year (tasks: what is done stays done). */
  toDate?: true;
}

/** numerator/denominator over units: rows, groups of rows, or buckets of the year. */
export interface Share {
  kind: 'share';
  over:
    | { kind: 'rows'; rows: Rows }
    | { kind: 'groups'; rows: Rows; by: Expr[] }
    | { kind: 'buckets'; unit: BucketUnit }
    | { kind: 'each'; ledger: string; field: string; values: string[] };
  /** Units for which it holds are counted as excluded, under `reason`. Groups: judged on the group. */
  excluding: { condition: Expr; reason: string }[];
  with: Expr;
}

// ---------------------------------------------------------------- indicators, scorecards

export interface Target { op: CompareOp; value: Expr; principle: boolean; when?: Expr }

export interface Indicator {
  name: string; label: string; sources: Source[];
  /** On the agency; agencies for which it does not hold are `not_applicable`. */
  appliesTo?: Expr;
  value: Expr; targets: Target[];
  better?: 'higher' | 'lower'; shownOnly: boolean; shownIn?: Unit;
  /** Remark for readers (`note "…"`). */
  note?: string;
  /** `shown grouped by`: fields of the counted rows by whose values the value is shown broken down beside the whole. */
  shownBy?: string[];
  /** Checks on the finished value (`check soft "…": …`). */
  checks?: Check[];
  /** The pack it was declared in. */
  pack?: string;
  /** Made by the checker from a task of that name, or from a rule of a scorecard (`internal`: never listed by itself). */
  task?: string; internal?: true;
  /** Agency-scoped, not system-kept ledgers, and forms, that it reads of the year itself, sorted: an agency that has not reported one is `not_reported`. */
  reads: string[];
  at?: Range;
}

/**
 * Rules read figures that are there: an expression in them is a literal or an indicator of the year. Whatever else an author
 * writes in a rule or veto (an aggregate, a condition, a parameter) is an `internal` indicator, named after its place:
 * `quality#3.deduct1` (card, number of the item within the card, rule by kind), its bound `….bound`, its step `….step`, and
 * `….figure1` each number or date that a condition speaks of (`figuresOf`, unless an indicator itself). Vetoes: `quality#veto1`.
 * In a card with `subject` expressions stand where they were written, on the row.
 *
 * The item's own value is read first, then `full when` (met: full, and nothing else is read), then awards in the order written
 * (of steps no further one once one holds), then deductions. The first value that is not there makes the item missing, in its
 * state. Points of an item lie in 0…full; awards start from 0, deductions alone from full, in bonus and extra deductions from 0.
 *
 * Where the target that applies is in principle, rules that read the item's own figure and no other take and withhold nothing;
 * deductions by other figures count. A bonus is given for what was reached, in principle or not.
 */
export type Rule =
  | { kind: 'fullWhen'; op: CompareOp; value: Expr }
  /** `deduct 0.5 per full 1 percentage point below 100% up to 5` (started: 不足一步按一步). */
  | { kind: 'deductPerStep'; points: string; rounding: 'full' | 'started'; step: Expr; side: 'below' | 'above'; bound: Expr; upTo?: string }
  | { kind: 'deductWhen'; points: string; when: Expr; upTo?: string }
  | { kind: 'deductForEach'; points: string; of: Expr; upTo?: string }
  /** First `award` that holds wins; without condition: `otherwise`. */
  | { kind: 'award'; points: string; op?: CompareOp; value?: Expr; when?: Expr }
  | { kind: 'awardForEach'; points: string; of: Expr; upTo?: string }
  | { kind: 'inProportion' }                                 // points × min(1, value ÷ target)
  | { kind: 'byHand'; from: string; to: string };

/** `indicator`: the item judges that indicator's value; else it is named by `label` and its rules carry their own values. */
export interface Item {
  name: string; label: string; indicator?: string; points: string; rules: Rule[];
  /** `in all up to`: what its deductions together take at most. */
  lossUpTo?: string;
  /** In a card with `subject`, instead of `indicator`: the row's own figure that the item judges. */
  value?: Expr;
  /** What an item without rules, and `in proportion`, go by, and what may hold in principle: the targets of its indicator, the first whose `when` holds. */
  targets?: Target[];
  at?: Range;
}
export interface Dimension {
  name: string; label: string;
  /** By peer group; '' is the default. A group with other points than its items come to: theirs are scaled. A group without: not judged there. */
  points: Record<string, string>;
  items: Item[];
  /** Items (by name) that together lose `upTo` points at most: what is over is given back in proportion to their losses. Only losses by rule: what is missing is not capped. */
  caps?: { label: string; upTo: string; items: string[] }[];
  at?: Range;
}
export type MissingRule = 'rescale' | 'full' | 'zero';
/** A card put together from others: Σ weight × points. Weights are percents that come to 100. */
export interface Combined { scorecard: string; weight: string }

export interface Scorecard {
  name: string; label: string;
  /** The document it comes from: also of its internal indicators. */
  sources?: Source[];
  groupsBy: string /* agencies field */;
  dimensions: Dimension[];
  bonus?: { upTo: string; items: Item[] }; deductions?: { upTo: string; items: Item[] };
  /** The first that holds. It sets the grade, the points or both; on a row of `subject` the points are 0 where it sets none. */
  vetoes: { label: string; when: Expr; grade?: string; points?: string }[];
  missing: { notApplicable: MissingRule; notReported: MissingRule; pending: MissingRule };
  /** Descending; the last has no bound. `exclusive`: the bound itself is below (`>`). */
  grades: { label: string; atLeast?: string; exclusive?: true }[];
  /** Agencies with the same points: 1, 2, 2, 4 or, `dense`, 1, 2, 2, 3. */
  ties?: 'dense';
  /**
   * Instead of dimensions: Σ weight × the cards' exact totals, rounded once. A card without points is missing by this card's
   * `missing`. Bonus, deductions and vetoes of this card come after; those of the cards are in their totals.
   */
  combine?: Combined[];
  /**
   * `subject case_files where …`: each row is scored by itself, bonus, deductions, missing values and vetoes included.
   * Conditions and values of items and vetoes then stand on the row; an agency's points are the mean of its rows' (exact,
   * rounded once), rows without points left out. A row's own total is rounded for its grade only. The internal indicator
   * `card#rows` counts the rows and says whether the ledgers they are scored by were reported.
   */
  subject?: Rows;
  at?: Range;
}

// ---------------------------------------------------------------- reports

/** How a report is made up: A tables, then narrative; A′ narrative first; B bodies, then cases; C a filled-in table; D narrative alone. */
export type ReportLayout = 'A' | 'A′' | 'B' | 'C' | 'D';

/**
 * A piece of a sentence of a report. A sentence is printed only where all its figures are there; an `optional` piece is left
 * out where one of its own is not. Cells are those of the printed tables: typed where the form was typed, else derived.
 */
export type Piece =
  | string
  /** A number, date, text or choice of the agency and year. A growth (`growth of X`) is printed in words: 同比增长5.20%. */
  | { kind: 'figure'; value: Expr; growth?: true }
  /** The report's year, or one so many years later. */
  | { kind: 'year'; offset: number }
  /** What an indicator, or a define of a share or quotient, counted: its unreduced numerator or denominator, or what is pending. */
  | { kind: 'counted'; of: Expr; part: 'numerator' | 'denominator' | 'pending' }
  /** The greatest columns of a group, each with its figure and its share of the group's sum; zeros are left out. */
  | { kind: 'largest'; count: number; form: string; group: string }
  | { kind: 'optional'; pieces: Piece[] };
export interface Worded { zh: Piece[]; en?: Piece[] }
/** A label that stands in both languages. */
export interface Labelled { zh: string; en?: string }
/** `noDuty`: every cell of that form is not applicable. A condition that is unknown does not hold. */
export type ReportCondition = { kind: 'noDuty'; form: string } | Expr;
export interface ReportNote { text: Worded; when?: ReportCondition }
/** A column of a table that is no form's, or a bar of a chart. */
export interface FigureColumn { name: string; label: Labelled; unit: Unit; value: Extract<Piece, { kind: 'figure' | 'counted' }> }

export type ReportItem =
  /**
   * A table of a form (by the view in use for the agency's region, where there is one), of a view, or of columns of its own.
   * Notes are its counting rules. A variant's table without notes has those of its base for the same form.
   */
  | { kind: 'table'; name: string; form?: string; view?: string; columns: FigureColumn[]; label?: Labelled; totals: boolean; notes: ReportNote[]; when?: ReportCondition }
  | { kind: 'chart'; name: string; label: Labelled; form?: string; group?: string; columns: FigureColumn[]; notes: ReportNote[]; when?: ReportCondition }
  /** `name` is what an agency's edit of the text belongs to. */
  | { kind: 'text'; name: string; text: Worded; when?: ReportCondition }
  /** To be written by the agency; `text` says what. Not printed until it is. */
  | { kind: 'toWrite'; name: string; text: Worded }
  | { kind: 'note'; text: Worded; when?: ReportCondition }
  /** Not printed without anything in it; sections are numbered within their part. */
  | { kind: 'section'; label: Labelled; items: ReportItem[]; when?: ReportCondition };
export interface Part { name: string; label?: Labelled; items: ReportItem[]; when?: ReportCondition }

export interface Report {
  name: string; label: string;
  /** The report that this is a variant of; it is filed as that one, and what it does not say itself is that one's. */
  base?: string;
  layout: ReportLayout; sources: Source[]; title?: Worded;
  /** Month and day of the year after the report's. Never shifted. */
  submitBy?: { month: number; day: number }; publishBy?: { month: number; day: number };
  /** Where it is the one in use, unless the bureau chooses another; GB/T 2260. */
  regions?: string[];
  /** By which order a case with several penalties is classed, in figures derived from ledgers: an order of the program, or the later column of the printed table. */
  combinedBy?: { order: string } | { later: true };
  /** Rows that no derived figure counts (decisions revoked on appeal, where a province leaves them out). */
  leaveOut: { rows: Rows; because: Worded }[];
  /** Counts from 1 to below this number are hidden. */
  suppressBelow?: number;
  notes: ReportNote[]; parts: Part[];
  pack?: string; at?: Range;
}

// ---------------------------------------------------------------- examples, packs

/** Cells are raw texts as typed; intake's own reading rules apply. `year` defaults to the as-of day's year (or the year `for year N`). */
export interface Example {
  label: string; indicator: string; asOf: string; year: number;
  tables: { ledger: string; columns: string[]; rows: string[][]; at?: Range }[];
  /** `expect 1/2 pending 1 excluded 0`, `expect yes`, `expect pending`, `expect not applicable`. */
  expect: { state: State; numerator?: string; denominator?: string; value?: string | boolean; pending?: number; excluded?: number };
  at?: Range;
}

export interface Pack { name: string; label: string; authority?: string; region?: string; version?: string; from?: string; to?: string; /** Packs it uses, by name. */ uses?: string[] }

/**
 * A task with a deadline. Each that is not historic is also an indicator of its name: `doneBy` over `done when`, applied to
 * the agencies that `applies to` says, else to those whose name or short name is the lead.
 */
export interface Task {
  name: string; label: string; sources: Source[]; lead?: string; responsible: string[];
  due: Expr; doneWhen?: Expr; appliesTo?: Expr;
  /** 历史期限: a deadline that had passed when the document was issued: shown as history, never missed. */
  historic: boolean;
  note?: string; pack?: string; at?: Range;
}

/** Never confused, and different everywhere (design rule 2). */
export type State = 'value' | 'not_applicable' | 'not_reported' | 'pending' | 'error';

export interface Program {
  format: 1;
  /** The pack of the author's own text (the last declared), and by name all that are in scope. */
  pack?: Pack; packs?: Record<string, Pack>;
  ledgers: Record<string, Ledger>; forms: Record<string, Form>; views: Record<string, View>;
  orders: Record<string, Order>; parameters: Record<string, Parameter>;
  indicators: Record<string, Indicator>; scorecards: Record<string, Scorecard>;
  tasks: Record<string, Task>; reports: Record<string, Report>;
  examples: Example[];
}

/** The indicators that readers are shown: without those that the checker made of a scorecard's rules. */
export function listedIndicators(program: Pick<Program, 'indicators'>): Indicator[] {
  return Object.values(program.indicators).filter((indicator) => !indicator.internal);
}

/** A deep copy without source ranges: for comparing programs and for fingerprints. */
export function withoutRanges<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutRanges) as T;
  if (value && typeof value === 'object') {
    const copy: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) if (key !== 'at') copy[key] = withoutRanges(part);
    return copy as T;
  }
  return value;
}
