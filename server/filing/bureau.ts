/** What a bureau sees and does over all agencies of the region: the board, many acts at once, reminders, sums. */
import type { ReportModel } from '../publish/model.ts';
import type { Measures } from '../../metrics/types.ts';
import { canRead, readableAgencies } from '../accounts/rights.ts';
import type { Actor } from '../accounts/rights.ts';
import type { ServerContext } from '../context.ts';
import { regionPrefix } from '../packs.ts';
import { Refusal } from '../words.ts';
import { boardOrder, boardRow, countsOf } from './board.ts';
import { ANNUAL } from './publishing.ts';
import { reminder } from './reminder.ts';
import { counts, rollup } from './rollup.ts';
import type { RollupPart } from './rollup.ts';
import { queryOf } from './service.ts';
import type { Filing, FilingPlace } from './service.ts';
import type { FilingBoard, FilingManyAnswer, FilingReminder, FilingRollup } from './shapes.ts';
import { obstacleOf, stateOf } from './stages.ts';
import type { FilingAct } from './stages.ts';

interface Asked { year: number; group?: string | undefined; region?: string | undefined }
export interface Chosen { agency: string; expected: number }

export class Bureau {
  readonly #server: ServerContext;
  readonly #filing: Filing;

  constructor(server: ServerContext, filing: Filing) { this.#server = server; this.#filing = filing; }

  /** The agencies this actor may see, of a group and a region (a GB/T 2260 code, or the first digits of one). */
  async #places(actor: Actor, { year, group, region }: Asked): Promise<FilingPlace[]> {
    const readable = await readableAgencies(this.#server, actor, year);
    return (await this.#filing.places(year)).filter((place) => canRead(readable, place.code) && (group === undefined || place.group === group) && (region === undefined || place.region.startsWith(regionPrefix(region))));
  }

  async board(actor: Actor, asked: Asked): Promise<FilingBoard> {
    const { year } = asked;
    const today = this.#server.today();
    const deadlines = this.#filing.deadlines(year);
    const all = await this.#places(actor, { year });
    const places = await this.#places(actor, asked);
    const standings = await this.#filing.standings(year);
    const handedIn = await this.#handedIn(year);
    const rows = [];
    for (const place of places) {
      const standing = standings.get(place.code) ?? { events: [], rows: [], state: stateOf([]) };
      rows.push(boardRow({ agency: place.code, name: place.name, group: place.group, region: place.region, ...standing, hand: await this.#filing.hand(actor, place), handedIn: handedIn.get(place.code) ?? 0 }, { today, ...deadlines }));
    }
    const regions = [...new Set(all.map((place) => place.region).filter(Boolean))].toSorted();
    return {
      year, today, years: [...new Set([...(await this.#server.years()).all, await this.#server.reportYear()])], deadlines, counts: countsOf(rows),
      groups: [...new Set(all.map((place) => place.group))], regions, rows: rows.toSorted(boardOrder),
    };
  }

  async #handedIn(year: number): Promise<Map<string, number>> {
    const system = Object.values(this.#server.store.program.ledgers).filter((ledger) => ledger.system).map((ledger) => ledger.name);
    const rows = await queryOf(this.#server.engine)(`SELECT agency, count(*) FROM _reported WHERE "year" = ? AND agency <> '' ${system.length > 0 ? `AND ledger NOT IN (${system.map(() => '?').join(', ')})` : ''} GROUP BY agency`, [year, ...system]);
    return new Map(rows.map(([agency, count]) => [String(agency), Number(count)]));
  }

  /** One act on many agencies: each is done or refused on its own. */
  async many(act: Extract<FilingAct, 'accept' | 'remind'>, actor: Actor, year: number, chosen: readonly Chosen[], remark?: string): Promise<FilingManyAnswer> {
    const answer: FilingManyAnswer = { done: [], refused: [] };
    for (const { agency, expected } of chosen) {
      try {
        await this.#filing.act(act, { agency, year, expected, remark }, actor);
        answer.done.push(agency);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        answer.refused.push({ agency, code: error.code, kind: error.kind === 'forbidden' || error.kind === 'busy' ? error.kind : 'input', zh: error.zh, en: error.en });
      }
    }
    return answer;
  }

  /** The texts of reminders for agencies whose turn it is; others are left out. */
  async reminders(actor: Actor, year: number, agencies: readonly string[]): Promise<FilingReminder[]> {
    const places = await this.#places(actor, { year });
    const standings = await this.#filing.standings(year);
    const today = this.#server.today();
    const deadlines = this.#filing.deadlines(year);
    const found: FilingReminder[] = [];
    for (const agency of agencies) {
      const place = places.find((one) => one.code === agency);
      if (!place) continue;
      const { state, events } = standings.get(agency) ?? { state: stateOf([]), events: [] };
      const hand = await this.#filing.hand(actor, place);
      if (obstacleOf(state, 'remind', hand, null, '')) continue;
      found.push(reminder({
        agency, name: place.name, year, stage: state.stage, bureau: bureauOf(await this.#filing.places(year), place), today, submit: deadlines.submit, publish: deadlines.publish,
        remark: state.stage === 'returned' ? events.findLast((event) => event.act === 'return')?.remark ?? null : null,
      }));
    }
    return found;
  }

  /** Sums of a form over the agencies of a region. Throws `not_found` for an unknown form. */
  async rollup(actor: Actor, asked: Asked & { form?: string | undefined; basis: FilingRollup['basis'] }): Promise<FilingRollup> {
    const { year, basis } = asked;
    const forms = Object.values(this.#server.store.program.forms);
    const form = asked.form === undefined ? forms[0] : forms.find((one) => one.name === asked.form || one.label === asked.form);
    if (!form) throw new Refusal('not_found', 'unknown_form', `没有统计表“${asked.form}”；现有：${forms.map((one) => one.label).join('、')}。`, `There is no form "${asked.form}"; there are: ${forms.map((one) => one.name).join(', ')}.`);
    const standings = await this.#filing.standings(year);
    const shared = new Map<string, Promise<Measures>>();
    const parts: RollupPart[] = [];
    for (const place of await this.#places(actor, asked)) {
      const { state } = standings.get(place.code) ?? { state: stateOf([]) };
      const published = await this.#server.store.publications.get(place.code, year, ANNUAL);
      const model: ReportModel | null = published ? JSON.parse(published.model) as ReportModel : counts(basis, state.stage, state.published) ? await this.#filing.report(place.code, year, shared) : null;
      parts.push({ agency: place.code, name: place.name, group: place.group, stage: state.stage, model });
    }
    return rollup(form, forms, year, basis, parts);
  }
}

/** The judicial bureau that writes to an agency: the roster's own of its region, else the one of the wider region. */
function bureauOf(places: readonly FilingPlace[], { region }: FilingPlace): string {
  const bureaus = places.filter((place) => /司法局|司法厅/.test(place.name) && region.startsWith(regionPrefix(place.region)));
  return bureaus.toSorted((one, other) => regionPrefix(other.region).length - regionPrefix(one.region).length)[0]?.name ?? '司法行政部门';
}
