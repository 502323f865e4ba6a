import { both, type Chapter } from '../case.ts';

const money = { ledger: 'decisions', columns: ['fine', 'confiscated'], rows: [['3000', '500'], ['3000', ''], ['', '']] };

export const quantities: Chapter = {
  title: both('行上的数和日期', 'Numbers and dates of a row'),
  text: both('算式里有一个单元格未填，结果就是空。计算是精确的，不用浮点数。', 'Where a cell of a formula is empty, so is the result. Numbers are exact: no floating point.'),
  cases: [
    { id: 'plus', kind: 'quantity', title: both('＋ － × ÷', '+ - * /'), text: both('先乘除后加减；减号两边留空格。', 'Times and divide before plus and minus; a minus has blanks around it.'), written: both('罚款金额 ＋ 没收金额', 'fine + confiscated'), tables: [money], expect: ['3500元', 'empty', 'empty'] },
    {
      id: 'divide', kind: 'quantity', title: both('除以零', 'dividing by zero'), text: both('行上除以零为空。', 'On a row, dividing by zero is empty.'), written: both('罚款金额 ÷ 没收金额', 'fine / confiscated'),
      tables: [{ ...money, rows: [['3000', '500'], ['3000', '0'], ['3000', '']] }], expect: ['600%', 'empty', 'empty'],
    },
    { id: 'else', kind: 'quantity', title: both('未填时取', 'else'), text: both('单元格未填时用另一个值；比加减乘除先结合。', 'Another value where the cell is empty; binds before arithmetic.'), written: both('罚款金额 ＋（没收金额 未填时取 0元）', 'fine + (confiscated else 0元)'), tables: [money], expect: ['3500元', '3000元', 'empty'] },
    { id: 'as', kind: 'quantity', title: both('换算为', 'as'), text: both('同一量纲精确换算；各种计数之间是改称。', 'Exact within a dimension; between kinds of count it renames.'), written: both('罚款金额 换算为 万元', 'fine as 万元'), tables: [{ ...money, rows: [['35000', ''], ['', '']] }], expect: ['3.5万元', 'empty'] },
    { id: 'rounded', kind: 'quantity', title: both('四舍五入', 'rounded'), text: both('四舍五入到所写的小数位数。', 'Half up, to so many decimals.'), written: both('四舍五入（罚款金额 换算为 万元，1）', 'rounded(fine as 万元, 1)'), tables: [{ ...money, rows: [['34500', ''], ['34499', ''], ['', '']] }], expect: ['3.5万元', '3.4万元', 'empty'] },
    {
      id: 'days', kind: 'quantity', title: both('天数', 'days from … to …'), text: both('从次日数到终止日，当日为 0。', 'Counted from the day after the first to the last; the same day is 0.'), written: both('自 立案日期 至 决定日期 天数', 'days from filed_on to decided_on'),
      tables: [{ ledger: 'decisions', columns: ['filed_on', 'decided_on'], rows: [['2024-02-29', '2024-03-08'], ['2024-03-08', '2024-03-08'], ['', '2024-03-08']] }], expect: ['8日', '0日', 'empty'],
    },
    {
      id: 'workdays', kind: 'quantity', title: both('工作日数', 'workdays from … to …'), text: both('只数工作日；调休上班的周末计入。', 'Working days only; weekends worked in exchange count.'), written: both('自 立案日期 至 决定日期 工作日数', 'workdays from filed_on to decided_on'),
      tables: [{ ledger: 'decisions', columns: ['filed_on', 'decided_on'], rows: [['2024-04-26', '2024-05-06'], ['2024-03-01', '2024-03-04'], ['', '2024-03-04']] }], expect: ['4个工作日', '1个工作日', 'empty'],
    },
    {
      id: 'hours', kind: 'quantity', title: both('学时与分钟', 'class hours and minutes'), text: both('字段声明了“未填时取 分钟”的，学时未填就由分钟换算；一学时的分钟数是有出处的参数。', 'A field declared `else minutes` is read from the minutes where it is empty; how many make an hour is a parameter with a source.'), written: both('学时', 'hours'),
      tables: [{ ledger: 'training', columns: ['hours', 'minutes'], rows: [['2', ''], ['', '90'], ['', '']] }], expect: ['2学时', '2学时', 'empty'],
    },
    {
      id: 'computed-date', kind: 'quantity', title: both('日期', 'dates'), text: both('日期也可以“未填时取”另一个。', 'A date, too, may have another in its place.'), written: both('公示日期 未填时取 决定日期', 'disclosed_on else decided_on'),
      tables: [{ ledger: 'decisions', columns: ['decided_on', 'disclosed_on'], rows: [['2024-03-01', '2024-03-05'], ['2024-03-01', '']] }], expect: ['2024-03-05', '2024-03-01'],
    },
    {
      id: 'parameter', kind: 'condition', title: both('参数', 'a parameter'), asOf: '2024-12-31', text: both('参数按该行的日期、地区和情形取值；没有合适的值为空。', 'A parameter has its value by the row\'s date, region and case; where none fits it is empty.'),
      before: both('参数 term “期限” { 取值 20个工作日 当 类别 为 行政许可 依据 “例”；取值 7个工作日 至 2024-06-30 依据 “例”；取值 5个工作日 自 2024-07-01 依据 “例” }', 'parameter term "期限" { value 20 workdays when kind = licence source "例"; value 7 workdays to 2024-06-30 source "例"; value 5 workdays from 2024-07-01 source "例" }'),
      written: both('公示日期 在 决定日期 起 期限 内', 'disclosed_on within term of decided_on'),
      tables: [{ ledger: 'decisions', columns: ['kind', 'decided_on', 'disclosed_on'], rows: [['行政处罚', '2024-03-01', '2024-03-12'], ['行政处罚', '2024-08-01', '2024-08-12'], ['行政许可', '2024-08-01', '2024-08-12']] }], expect: ['yes', 'no', 'yes'],
    },
  ],
};
