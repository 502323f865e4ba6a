/**
 * What can be wrong with an upload: one catalogue of codes with their words, and the collector that keeps the first
 * so-many problems and counts the rest. Errors are what cannot be stored; warnings never stop a load.
 */
export interface Problem {
  file: string; sheet: string | null;
  /** As a spreadsheet names it (B17); null where no single cell is meant. */
  cell: string | null;
  /** 1-based row of the sheet; the head is row 1 unless there are title rows above it. */
  row: number | null;
  /** The header as found, or the field's label. */
  column: string | null;
  code: string; severity: 'error' | 'warning';
  message: { zh: string; en: string };
}

type Words = Record<string, string | number>;
type Entry = ['error' | 'warning', string, string];

/** {name} is replaced by the value given under that name. */
const CATALOGUE = {
  // ---- files
  file_empty: ['error', '文件是空的(0 字节)。没有记录也要保留表头。', 'The file is empty (0 bytes). Keep the head even when there is nothing to report.'],
  file_too_large: ['error', '上传共 {size} MB,超过上限 {limit} MB;请分批上传。', 'The upload is {size} MB, over the limit of {limit} MB: upload in parts.'],
  file_type: ['error', '不支持“{found}”文件;请用 .xlsx 或 .csv。', 'Files of type "{found}" are not supported: use .xlsx or .csv.'],
  old_excel: ['error', '这是旧版 Excel(.xls)或加密的工作簿;请取消密码并另存为 .xlsx。', 'This is an old Excel file (.xls) or an encrypted workbook: remove the password and save it as .xlsx.'],
  wrong_extension: ['error', '扩展名是 {extension},内容却是 {found};请改正扩展名。', 'The extension is {extension} but the content is {found}: correct the extension.'],
  encoding: ['error', '无法识别文字编码(第 {row} 行);请存为 UTF-8 或 GB18030。', 'The encoding is neither UTF-8 nor GB18030 (row {row}): save it as UTF-8.'],
  damaged: ['error', '工作簿已损坏或不完整,无法读取:{detail}。', 'The workbook is damaged or incomplete: {detail}.'],
  zip_bomb: ['error', '解压后将达 {size} MB,超过上限 {limit} MB,已拒绝。', 'It would unpack to {size} MB, over the limit of {limit} MB: refused.'],
  macros: ['error', '工作簿含有宏,不予读取;请另存为不含宏的 .xlsx 再上传。', 'The workbook holds macros and was not read: save it as .xlsx without macros.'],
  too_much_memory: ['error', '读取这个工作簿需要的内存超过上限({limit} MB),已停止;请分成几个文件上传,或另存为 CSV。', 'Reading this workbook takes more than the {limit} MB it may: split it, or save it as CSV.'],
  too_slow: ['error', '读取这个工作簿的一步超过 {limit} 秒,已停止;文件可能不正常,请在 Excel 中另存一份再上传。', 'A step of reading this workbook took more than {limit} seconds and was stopped: the file may be malformed. Save it anew in Excel.'],
  not_text: ['error', '文件第 {row} 行含有空字节,不是文本文件;请在 Excel 中另存为“CSV UTF-8”。', 'Row {row} holds a NUL byte: this is no text file. Save it as CSV UTF-8.'],
  external_link: ['error', '这一格的公式引用了另一个工作簿,数字无从核实;请改为数值(复制后“选择性粘贴—数值”)。', 'The formula in this cell reads another workbook: paste the value in its place.'],
  formula_read: ['warning', '有 {count} 格是公式(第一格在此),读取的是保存的结果,没有重新计算。', '{count} cells are formulas (the first is here): their saved results were read, nothing was computed.'],
  unknown_ledger: ['error', '“{found}”不是任何台账或统计表的名称;请以台账名命名文件或工作表,如 {example}。', '"{found}" names no ledger or form: name the file or sheet after one, such as {example}.'],
  no_files: ['error', '没有可读取的文件。', 'There is no file to read.'],
  sheet_ignored: ['warning', '工作表“{found}”不是台账或统计表的名称,未读取。', 'The sheet "{found}" names no ledger or form and was not read.'],
  file_ignored: ['warning', '“{found}”不是 .csv 或 .xlsx 文件,未读取。', '"{found}" is neither .csv nor .xlsx and was not read.'],
  not_for_agency: ['error', '“{found}”由司法行政部门统一维护,单个执法主体不能上传。', '"{found}" is kept for all agencies together and cannot be uploaded by one.'],
  kept_by_system: ['error', '“{found}”由系统按办理情况登记,单个执法主体不能上传。', '"{found}" is kept by the system as things happen and cannot be uploaded by an agency.'],
  has_events: ['error', '“{found}”中 {agency} {year} 年度的报送已在系统中办理,不能再由文件改写;请删去该机关该年度的行,并改用只含其他机关的文件。', 'The filing of {agency} for {year} is under way here; "{found}" from a file may not overwrite it: leave that agency and year out.'],
  confirmed_by_bureau: ['warning', '“已核实”由司法局核实后登记,表中自填的 {count} 处“是”不计;内容不变的行沿用司法局原来的核实结果。', '"Confirmed" is the bureau\'s word: {count} cells that say yes do not count; rows that did not change keep what the bureau said.'],
  // ---- heads
  no_head: ['error', '没有找到表头;第一行应是列名,如 {example}。', 'No head was found: the first row must hold the column names, such as {example}.'],
  table_unknown: ['error', '“{found}”不是已知的台账、统计表或地方表式。如需随报送保存,请选择“不认识的表按原样保存”。', '"{found}" is no ledger, form or known print of one. To keep it with the hand-in, choose to keep unknown tables as given.'],
  table_as_given: ['warning', '“{found}”不是已知的统计表,按原样保存和登载,不参与计算和校验。', '"{found}" is no known form: it is kept and shown as given, and in no computation or check.'],
  table_of_nobody: ['warning', '“{found}”不是已知的统计表,批量上传时不知属于哪个执法主体,未读取。', '"{found}" is no known form, and in a bulk upload it is nobody\'s: it was not read.'],
  not_a_year: ['warning', '“{found}”是{period}的表,不是全年:按原样保存,不计入年度统计表。', '"{found}" covers {period}, not the year: it is kept as given and is no form of the year.'],
  title_year: ['warning', '标题写的是 {found} 年,报送的年度是 {wanted} 年;按 {wanted} 年装入。', 'The title says {found}, the hand-in is for {wanted}: it is loaded for {wanted}.'],
  column_as_given: ['warning', '“{table}”没有“{found}”一栏,按原样保存,不参与计算。', '"{table}" has no column "{found}": it is kept as given and not computed with.'],
  kept_from_before: ['warning', '本表没有的 {count} 栏({columns})沿用第 {upload} 次上传的数字。', '{count} columns that this table does not have ({columns}) stay as they were in upload {upload}.'],
  given_twice: ['error', '“{column}”给了两个数:{where} 行是 {before},这里是 {found}。', '"{column}" is given twice: {before} in {where}, {found} here.'],
  rounded: ['warning', '{found}{unit} 换算为 {kept}{form_unit}(统计表保留四位小数);原数按原样保存。', '{found} {unit} is {kept} {form_unit} with four decimals; the figure is kept as given, too.'],
  jump_up: ['warning', '“{column}”本年 {found}{unit},上年 {before}{unit},增至十倍以上,请核实(是否单位有误,如元与万元)。', '"{column}" is {found} {unit}, ten times or more the {before} {unit} of last year: please check (the unit, perhaps).'],
  jump_down: ['warning', '“{column}”本年 {found}{unit},上年 {before}{unit},不到上年十分之一,请核实。', '"{column}" is {found} {unit}, a tenth or less of the {before} {unit} of last year: please check.'],
  jump_peers: ['warning', '“{column}”是 {found}{unit},同组 {count} 个机关的中位数是 {median}{unit},相差十倍以上,请核实。', '"{column}" is {found} {unit}; the median of {count} peers is {median} {unit}: please check.'],
  ledger_differs: ['warning', '“{column}”填的是 {found},按台账算出是 {wanted}。', '"{column}" says {found}; the ledgers give {wanted}.'],
  over_years: ['warning', '{label}:{found}。', '{label}: {found}.'],
  total_row: ['error', '合计行的“{column}”是 {found},各单位之和是 {sum}。', 'The total of "{column}" is {found}, the units come to {sum}.'],
  rate: ['error', '“{column}”是 {found},按 {of} ÷ {by} 应为 {wanted}。', '"{column}" is {found}; {of} ÷ {by} gives {wanted}.'],
  agency_ambiguous: ['error', '“{found}”可能是几个执法主体({names});请写全称或统一社会信用代码。', '"{found}" may be several agencies ({names}): write its full name or its code.'],
  merged_head: ['error', '表头有合并单元格({found});台账的表头须一格一列,请取消合并。', 'The head has merged cells ({found}): a ledger needs one cell a column. Unmerge them.'],
  merged_cells: ['error', '数据区有合并单元格({found});请取消合并,每行填全。', 'There are merged cells among the data ({found}): unmerge them and fill every row.'],
  unknown_column: ['warning', '“{table}”没有名为“{found}”的列,已忽略{nearest_zh}。', '"{table}" has no column "{found}"; it was ignored{nearest_en}.'],
  missing_column: ['error', '缺少必填列“{wanted}”({name}){nearest_zh}。', 'The required column "{wanted}" ({name}) is missing{nearest_en}.'],
  duplicate_column: ['error', '列“{wanted}”出现了两次({first} 和 {second})。', 'The column "{wanted}" appears twice ({first} and {second}).'],
  ragged_row: ['error', '这一行有 {found} 格,表头有 {wanted} 列;可能是内容中的逗号或引号没有加引号。', 'This row has {found} cells but the head has {wanted} columns: a comma or quotation mark inside a cell may lack its quotes.'],
  open_quote: ['error', '从这一行起的引号没有结束。', 'A quotation mark opened in this row never ends.'],
  // ---- cells
  required: ['error', '“{label}”必填,此格为空。', '"{label}" is required; the cell is empty.'],
  not_a_date: ['error', '“{found}”不是日期;应如 2024-01-05。', '"{found}" is not a date: write it like 2024-01-05.'],
  serial_date: ['error', '“{found}”像是 Excel 的日期序列号;应如 2024-01-05。', '"{found}" looks like an Excel date number: write it like 2024-01-05.'],
  date_with_time: ['error', '“{found}”带有时刻;只要日期,如 2024-01-05。', '"{found}" holds a time of day: only the date is wanted, like 2024-01-05.'],
  impossible_date: ['error', '没有“{found}”这一天。', 'There is no such day as "{found}".'],
  date_out_of_range: ['error', '“{found}”不在 1900 年至 2100 年之间。', '"{found}" is not between 1900 and 2100.'],
  not_a_number: ['error', '“{found}”不是数字;只填数字,单位为{unit}。', '"{found}" is not a number: write the figure only, in {unit}.'],
  fraction_in_count: ['error', '“{found}”有小数,这里应是整数。', '"{found}" has a fraction: a whole number is wanted.'],
  negative_count: ['error', '“{found}”是负数,件数不能为负。', '"{found}" is negative: a count cannot be.'],
  too_many_decimals: ['error', '“{found}”的小数超过 4 位。', '"{found}" has more than 4 decimals.'],
  number_too_large: ['error', '“{found}”太大,整数部分不能超过 14 位。', '"{found}" is too large: at most 14 digits before the point.'],
  lost_digits: ['error', '“{found}”已被 Excel 变成科学计数,末几位已丢失;请把该列设为文本后重新填写。', '"{found}" was turned into scientific notation by Excel and has lost its last digits: format the column as text and enter it again.'],
  not_yes_no: ['error', '“{found}”不是“是”或“否”。', '"{found}" is neither 是 (yes) nor 否 (no).'],
  unknown_choice: ['error', '“{found}”不在可选值之内{nearest_zh};可选:{wanted}。', '"{found}" is not one of the choices{nearest_en}: {wanted}.'],
  formula_error: ['error', '公式的结果是错误值 {found}。', 'The formula gives the error {found}.'],
  formula_without_value: ['error', '公式没有保存计算结果;请在 Excel 中打开并保存一次。', 'The formula has no saved result: open and save the workbook in Excel once.'],
  form_text: ['warning', '“{found}”不是数字,按原文保留,不参与计算。', '"{found}" is not a number: it is kept as text and not computed with.'],
  only_one_of: ['error', '“{first}”与“{second}”只填一项。', 'Fill in only one of "{first}" and "{second}".'],
  // ---- rows
  duplicate_key: ['error', '{key} 重复:第 {first} 行与第 {second} 行。', '{key} appears twice: in rows {first} and {second}.'],
  duplicate_key_files: ['error', '{key} 重复:{first_file} 第 {first} 行与本文件第 {second} 行。', '{key} appears twice: in row {first} of {first_file} and row {second} of this file.'],
  duplicate_stored: ['error', '{key} 已在 {year} 年的报送中(第 {upload} 次上传);同一编号不能属于两个年度。', '{key} is already in the hand-in of {year} (upload {upload}): one number cannot belong to two years.'],
  unknown_agency: ['error', '执法主体“{found}”不在名录中{nearest_zh}。', 'The agency "{found}" is not on the roster{nearest_en}.'],
  no_roster: ['error', '没有执法主体名录(agencies),无法核对执法主体;请一并上传。', 'There is no roster of agencies (agencies) to check against: upload it too.'],
  other_agency: ['error', '这一行属于“{found}”,不是本机关({wanted})。', 'This row belongs to "{found}", not to the agency that uploads ({wanted}).'],
  agency_code: ['warning', '统一社会信用代码“{found}”{reason_zh}。', 'The unified social credit code "{found}" {reason_en}.'],
  other_year: ['warning', '有 {count} 行属于 {found} 年,不是 {wanted} 年;按其日期归入 {found} 年。', '{count} rows belong to {found}, not {wanted}; they count in {found}.'],
  check: ['warning', '{label}:{found}。', '{label}: {found}.'],
} as const satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof CATALOGUE;

const fill = (template: string, words: Words): string => template.replace(/\{(\w+)\}/g, (_, name: string) => String(words[name] ?? ''));

/** Spreadsheet letters of a 0-based column: 0 is A, 26 is AA. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** The 0-based column of a reference such as B17 or B2:C2. */
export const columnIndexOf = (reference: string): number => [...(/^\$?([A-Z]+)/.exec(reference)?.[1] ?? 'A')].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;

export interface Place { file: string; sheet?: string | null; row?: number | null; columnIndex?: number; column?: string | null }

/** One problem where its place is known already. */
export function problemOf(code: ProblemCode, place: Pick<Problem, 'file' | 'sheet' | 'cell' | 'row' | 'column'>, words: Words): Problem {
  const [severity, zh, en] = CATALOGUE[code];
  return { ...place, code, severity, message: { zh: fill(zh, words), en: fill(en, words) } };
}

/** Keeps the first `limit` problems and counts all. */
export class Problems {
  readonly list: Problem[] = [];
  readonly limit: number;
  errors = 0;
  total = 0;
  constructor(limit = 10_000) { this.limit = limit; }

  /** `severity` overrides the catalogue's (a hard check). */
  add(code: ProblemCode, place: Place, words: Words = {}, severity?: 'error' | 'warning'): void {
    const [standard, zh, en] = CATALOGUE[code];
    const is = severity ?? standard;
    this.total++;
    if (is === 'error') this.errors++;
    if (this.list.length >= this.limit) return;
    const row = place.row ?? null;
    this.list.push({
      file: place.file, sheet: place.sheet ?? null, row, column: place.column ?? null,
      cell: row !== null && place.columnIndex !== undefined ? `${columnLetters(place.columnIndex)}${row}` : null,
      code, severity: is, message: { zh: fill(zh, words), en: fill(en, words) },
    });
  }

  /** Problems known to exist but not listed one by one. */
  addUncounted(count: number, severity: 'error' | 'warning'): void {
    this.total += count;
    if (severity === 'error') this.errors += count;
  }

  /** In the order of files, then rows, then columns; errors and warnings mixed as they stand. */
  sorted(files: string[]): Problem[] {
    const order = new Map(files.map((file, index) => [file, index]));
    return this.list.map((problem, index) => ({ problem, index })).sort((a, b) =>
      (order.get(a.problem.file) ?? 0) - (order.get(b.problem.file) ?? 0)
      || (a.problem.sheet ?? '').localeCompare(b.problem.sheet ?? '')
      || (a.problem.row ?? 0) - (b.problem.row ?? 0)
      || a.index - b.index).map(({ problem }) => problem);
  }
}
