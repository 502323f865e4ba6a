/** The bureau's board: where every agency of the region stands with the report of a year; overdue first. Pure. */
import type { FilingEvent } from '../../data/store/index.ts';
import type { Deadline } from './deadlines.ts';
import type { FilingBoard, FilingBoardRow } from './shapes.ts';
import { actsOf, STAGE_WORDS } from './stages.ts';
import type { FilingHand, FilingRow, FilingStage, FilingState } from './stages.ts';

export interface BoardEntry {
  agency: string; name: string; group: string; region: string;
  events: FilingEvent[]; rows: FilingRow[]; state: FilingState; hand: FilingHand;
  /** Ledgers and forms handed in for the year. */
  handedIn: number;
}
export interface BoardDay { today: string; submit: Deadline; publish: Deadline }

/** One line of the board. */
export function boardRow(entry: BoardEntry, { today, submit, publish }: BoardDay): FilingBoardRow {
  const { state, events, rows } = entry;
  const publishedRow = rows.findLast((row) => row.publishedOn !== null);
  // Only a first publication is due on a day; a correction is not late.
  const owes = state.published > 0 ? null : state.stage === 'submitted' ? 'accept' : state.stage === 'accepted' ? 'publish' : 'submit';
  const due = owes === null ? null : owes === 'submit' ? submit : publish;
  const last = (act: string): FilingEvent | undefined => events.findLast((event) => event.act === act);
  const first = rows.find((row) => row.publishedOn !== null)?.publishedOn ?? null;
  return {
    agency: entry.agency, name: entry.name, group: entry.group, region: entry.region || null,
    stage: state.stage, version: state.version, published: state.published, number: state.number,
    submittedOn: rows.find((row) => row.version === state.version)?.submittedOn ?? state.submittedOn, acceptedOn: state.acceptedOn, publishedOn: publishedRow?.publishedOn ?? null,
    late: first !== null && first > publish.day,
    owes, overdue: due && today > due.day ? due.overdue : 0, acknowledged: state.checked?.soft ?? 0,
    remindedOn: dayOf(last('remind')), remark: state.stage === 'returned' ? last('return')?.remark ?? null : null, handedIn: entry.handedIn, acts: actsOf(state, entry.hand),
  };
}

function dayOf(event: FilingEvent | undefined): string | null {
  if (!event) return null;
  return typeof event.detail['on'] === 'string' ? event.detail['on'] : event.at.slice(0, 10);
}

/** What the bureau looks at first: the longest overdue, then what waits for it, then what agencies still owe, then what is done. */
const URGENCY: Record<FilingStage, number> = { submitted: 0, returned: 1, draft: 2, checked: 3, accepted: 4, published: 5 };

export function boardOrder(one: FilingBoardRow, other: FilingBoardRow): number {
  return other.overdue - one.overdue || URGENCY[one.stage] - URGENCY[other.stage] || one.group.localeCompare(other.group, 'zh-CN') || one.agency.localeCompare(other.agency);
}

export function countsOf(rows: readonly FilingBoardRow[]): FilingBoard['counts'] {
  const counts: FilingBoard['counts'] = { draft: 0, checked: 0, submitted: 0, accepted: 0, returned: 0, published: 0, overdue: 0, all: rows.length };
  for (const row of rows) {
    counts[row.stage] += 1;
    if (row.overdue > 0) counts.overdue += 1;
  }
  return counts;
}

/** The board as a table to take away. */
export function boardSheet(board: FilingBoard): { header: string[]; rows: (string | number | null)[][] } {
  return {
    header: ['机关', '统一社会信用代码', '考评分组', '行政区划', '阶段', '版本', '报送日期', '接收日期', '公开日期', '逾期天数', '最近催办', '退回意见'],
    rows: board.rows.map((row) => [row.name, row.agency, row.group, row.region, STAGE_WORDS[row.stage].zh, row.version, row.submittedOn, row.acceptedOn, row.publishedOn, row.overdue, row.remindedOn, row.remark]),
  };
}
