/**
 * Evidence: which items of an agency and year want proof, what was attached to them, what the bureau said. An item is a row
 * of a ledger with the field `confirmed` (已核实), or an indicator. Confirming sets the row's field through a new version of the
 * hand-in, so that figures that ask for it change, with history kept.
 */
import { amendHandIn, EvidenceConflict } from '../../data/store/index.ts';
import type { Attachment, EvidenceAct, EvidenceEvent } from '../../data/store/index.ts';
import { quoted } from '../../data/store/schema.ts';
import type { Ledger, Program } from '../../dsl/index.ts';
import { canRead, mayActFor, readableAgencies } from '../accounts/rights.ts';
import type { Actor } from '../accounts/rights.ts';
import type { ServerContext } from '../context.ts';
import { named, unknownAgency } from '../results.ts';
import { Refusal } from '../words.ts';
import type { EvidenceFiles } from './files.ts';
import { queryOf } from './service.ts';
import type { Filing, FilingPlace } from './service.ts';
import type { EvidenceItem, EvidenceList, EvidenceState } from './shapes.ts';

export interface EvidenceRequest { agency: string; year: number; item: string; expected: number; remark?: string | undefined }

/** What an item's events add up to: newest word of the bureau, unless something was attached after it. */
export function evidenceState(events: readonly EvidenceEvent[], confirmedRow: boolean | null): { state: EvidenceState; attachments: Attachment[]; remark: string | null } {
  const attachments = new Map<number, Attachment>();
  let state: EvidenceState = confirmedRow === true ? 'confirmed' : 'open';
  let remark: string | null = null;
  for (const event of events) {
    if (event.act === 'attach') { attachments.set(event.attachment!.id, event.attachment!); state = 'offered'; }
    else if (event.act === 'withdraw') { attachments.delete(event.attachment!.id); state = attachments.size > 0 ? 'offered' : 'open'; }
    else { state = event.act === 'confirm' ? 'confirmed' : 'returned'; remark = event.remark; }
  }
  // A newer hand-in may have brought the row without the bureau's word.
  if (state === 'confirmed' && confirmedRow === false) state = attachments.size > 0 ? 'offered' : 'open';
  return { state, attachments: [...attachments.values()], remark };
}

/** Ledgers whose rows a bureau confirms. */
export function confirmedLedgers(program: Program): Ledger[] {
  return Object.values(program.ledgers).filter((ledger) => ledger.hasAgency && !ledger.system && ledger.key.length === 1 && ledger.fields.some((field) => field.name === 'confirmed' && field.type.kind === 'boolean'));
}

const STATES: EvidenceState[] = ['offered', 'open', 'returned', 'confirmed'];

export class EvidenceDesk {
  readonly #server: ServerContext;
  readonly #filing: Filing;
  readonly #files: EvidenceFiles;

  constructor(server: ServerContext, filing: Filing, files: EvidenceFiles) { this.#server = server; this.#filing = filing; this.#files = files; }

  async #place(agency: string, year: number): Promise<FilingPlace> {
    const place = (await this.#filing.places(year)).find((one) => one.code === agency);
    if (!place) throw unknownAgency(agency, year);
    return place;
  }

  /** The items of the agencies this actor may see: of rows all, of indicators those that have something. */
  async list(actor: Actor, asked: { year: number; agency?: string | undefined; state?: EvidenceState | undefined; offset: number; limit: number }): Promise<EvidenceList> {
    const { year } = asked;
    const readable = await readableAgencies(this.#server, actor, year);
    const places = (await this.#filing.places(year)).filter((place) => canRead(readable, place.code) && (asked.agency === undefined || place.code === asked.agency));
    const events = Map.groupBy(await this.#server.store.evidence.events({ year, ...(asked.agency === undefined ? {} : { agency: asked.agency }) }), (event) => `${event.agency}|${event.item}`);
    const items: EvidenceItem[] = [];
    const program = this.#server.store.program;
    const found = new Map<string, EvidenceItem[]>();
    const put = (item: EvidenceItem): void => { found.set(item.agency, [...found.get(item.agency) ?? [], item]); };
    for (const ledger of confirmedLedgers(program)) {
      for (const row of await this.#rows(ledger, year, asked.agency)) {
        const item = `${ledger.name}/${row.key}`;
        put(this.#item(row.agency, year, item, { kind: ledger.label, label: row.label, on: row.on, said: row.said, confirmed: row.confirmed }, events.get(`${row.agency}|${item}`) ?? []));
        events.delete(`${row.agency}|${item}`);
      }
    }
    const { library } = await this.#server.definition({}, year);
    for (const own of events.values()) {
      const { agency, item } = own[0]!;
      const name = item.startsWith('indicator/') ? item.slice('indicator/'.length) : null;
      put(this.#item(agency, year, item, { kind: name === null ? '台账记录（现已不在）' : '指标', label: name === null ? item : library.program.indicators[name]?.label ?? name, on: null, said: null, confirmed: null }, own));
    }
    for (const place of places) {
      const officer = mayActFor(actor, place, ['officer']), own = mayActFor(actor, place, ['clerk', 'approver']);
      for (const item of found.get(place.code) ?? []) items.push({ ...item, name: place.name, acts: actsOn(item, officer, own) });
    }
    const counts = { open: 0, offered: 0, confirmed: 0, returned: 0 };
    for (const item of items) counts[item.state] += 1;
    const chosen = items.filter((item) => asked.state === undefined || item.state === asked.state).toSorted((one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state) || one.agency.localeCompare(other.agency) || one.item.localeCompare(other.item));
    return { year, counts, total: chosen.length, offset: asked.offset, items: chosen.slice(asked.offset, asked.offset + asked.limit), agencies: places.map(({ code, name }) => ({ code, name })) };
  }

  #item(agency: string, year: number, item: string, told: Pick<EvidenceItem, 'kind' | 'label' | 'on' | 'said'> & { confirmed: boolean | null }, events: EvidenceEvent[]): EvidenceItem {
    const { confirmed, ...rest } = told;
    const last = events.findLast((event) => event.act === 'confirm' || event.act === 'return');
    return {
      agency, year, item, name: '', ...rest, ...evidenceState(events, confirmed), number: events.at(-1)?.number ?? 0,
      judged: last ? { by: last.name, at: last.at } : null, acts: [],
      history: events.map(({ number, act, name, remark, attachment, at }) => ({ number, act, name, remark, attachment: attachment?.name ?? null, at })),
    };
  }

  async #rows(ledger: Ledger, year: number, agency: string | undefined): Promise<{ agency: string; key: string; label: string; on: string | null; said: string | null; confirmed: boolean | null }[]> {
    const has = (name: string): boolean => ledger.fields.some((field) => field.name === name && !field.computed);
    const cell = (name: string): string => (has(name) ? `CAST(${quoted(name)} AS VARCHAR)` : 'NULL');
    const key = ledger.key[0]!;
    const rows = await queryOf(this.#server.engine)(
      `SELECT agency, ${cell(key)}, ${cell('kind')}, ${cell('form')}, ${ledger.datedBy ? cell(ledger.datedBy) : 'NULL'}, ${cell('evidence')}, CAST(confirmed AS VARCHAR) FROM ${quoted(ledger.name)} WHERE _year = ? ${agency === undefined ? '' : 'AND agency = ?'} ORDER BY agency, ${quoted(key)}`,
      agency === undefined ? [year] : [year, agency]);
    const text = (value: unknown): string | null => (value === null || value === undefined || value === '' ? null : String(value));
    return rows.map(([code, id, kind, form, on, said, confirmed]) => ({
      agency: String(code), key: String(id), label: [text(kind), text(form)].filter((part) => part !== null).join('：') || String(id), on: text(on), said: text(said), confirmed: confirmed === null ? null : String(confirmed) === 'true',
    }));
  }

  /** Whether the item is there: a row of the agency's hand-in, or an indicator. Throws `not_found`. */
  async #need(agency: string, year: number, item: string): Promise<{ ledger: Ledger; key: string; confirmed: boolean | null } | null> {
    const unknown = new Refusal('not_found', 'unknown_item', `没有佐证事项“${item}”：应是“台账/编号”或“indicator/指标”。`, `There is no item "${item}": it reads LEDGER/KEY or indicator/NAME.`);
    const at = item.indexOf('/');
    if (at < 1) throw unknown;
    const kind = item.slice(0, at), key = item.slice(at + 1);
    if (kind === 'indicator') {
      const { library } = await this.#server.definition({}, year);
      if (named(library.program.indicators, key) !== key) throw unknown;
      return null;
    }
    const ledger = confirmedLedgers(this.#server.store.program).find((one) => one.name === kind);
    const row = ledger && (await this.#rows(ledger, year, agency)).find((one) => one.key === key);
    if (!ledger || !row) throw unknown;
    return { ledger, key, confirmed: row.confirmed };
  }

  async #events(agency: string, year: number, item: string): Promise<EvidenceEvent[]> {
    return (await this.#server.store.evidence.events({ year, agency })).filter((event) => event.item === item);
  }

  /** An agency's people attach a file or a link. */
  async attach(request: EvidenceRequest, what: { name: string; url: string } | { name: string; bytes: Uint8Array; type: string }, actor: Actor): Promise<EvidenceEvent> {
    const { agency, year, item } = request;
    const place = await this.#place(agency, year);
    if (!mayActFor(actor, place, ['clerk', 'approver'])) throw new Refusal('forbidden', 'agency_only', '佐证材料由本机关的经办人或审核人提交。', 'Evidence is attached by the agency\'s clerk or approver.');
    await this.#need(agency, year, item);
    const events = await this.#events(agency, year, item);
    const { attachments } = evidenceState(events, null);
    if (attachments.length >= 20) throw new Refusal('input', 'too_many', '一个事项最多 20 份佐证，请先撤下不用的。', 'An item takes at most 20 pieces of evidence: withdraw some first.');
    const id = Math.max(0, ...events.flatMap((event) => (event.attachment ? [event.attachment.id] : []))) + 1;
    const attachment: Attachment = 'url' in what ? { id, name: what.name, url: what.url, sha256: null, type: null, bytes: null }
      : { id, name: what.name, url: null, sha256: await this.#files.keep(what.bytes), type: what.type, bytes: what.bytes.length };
    return this.#append(request, 'attach', attachment, actor);
  }

  /** Withdrawing an attachment (the agency), confirming or returning (the bureau). */
  async act(act: Exclude<EvidenceAct, 'attach'>, request: EvidenceRequest & { attachment?: number | undefined }, actor: Actor): Promise<EvidenceEvent> {
    const { agency, year, item } = request;
    const place = await this.#place(agency, year);
    const bureau = act !== 'withdraw';
    if (!mayActFor(actor, place, bureau ? ['officer'] : ['clerk', 'approver'])) {
      throw bureau ? new Refusal('forbidden', 'officers_only', '核实和退回佐证由司法局工作人员办理。', 'Evidence is confirmed and returned by officers of the judicial bureau.') : new Refusal('forbidden', 'agency_only', '撤下佐证由本机关的经办人或审核人办理。', 'Evidence is withdrawn by the agency\'s clerk or approver.');
    }
    const row = await this.#need(agency, year, item);
    const { state, attachments } = evidenceState(await this.#events(agency, year, item), row?.confirmed ?? null);
    if (act === 'return' && (request.remark ?? '').trim() === '') throw new Refusal('input', 'remark_wanted', '退回须写明意见：缺什么、要补什么。', 'Say what is missing when returning evidence.');
    if (act === 'withdraw') {
      const attachment = attachments.find((one) => one.id === request.attachment);
      if (!attachment) throw new Refusal('not_found', 'no_attachment', '没有这份佐证，或已经撤下。', 'There is no such attachment, or it was withdrawn.');
      if (state === 'confirmed') throw new Refusal('input', 'confirmed', '已核实的事项不能撤下佐证：请司法局先退回。', 'What was confirmed keeps its evidence: the bureau returns it first.');
      return this.#append(request, act, attachment, actor);
    }
    if (act === 'confirm' && state === 'confirmed') throw new Refusal('input', 'already', '该事项已经核实。', 'The item is confirmed already.');
    return this.#append(request, act, null, actor, row === null || row.confirmed === (act === 'confirm') ? null : row);
  }

  async #append(request: EvidenceRequest, act: EvidenceAct, attachment: Attachment | null, actor: Actor, set: { ledger: Ledger; key: string } | null = null): Promise<EvidenceEvent> {
    const { agency, year, item, expected } = request;
    const { evidence, audit, tables } = this.#server.store;
    const at = new Date();
    const remark = (request.remark ?? '').trim() || null;
    try {
      return await evidence.append({ agency, year, item, act, by: actor.account, name: actor.name, remark, attachment, at: at.toISOString() }, expected, async (connection, event) => {
        if (set) {
          const table = tables.get(set.ledger.name)!, key = quoted(set.ledger.key[0]!);
          await amendHandIn(connection, table, { agency, year, at, note: act === 'confirm' ? '佐证核实' : '佐证退回', content: JSON.stringify([agency, year, item, act]) }, async (upload) => {
            const changed = await connection.runAndReadAll(`UPDATE main.${quoted(table.name)} SET confirmed = ${act === 'confirm'} WHERE agency = $1 AND _year = $2::INTEGER AND CAST(${key} AS VARCHAR) = $3 AND _upload = ${upload} RETURNING ${key}`, [agency, year, set.key]);
            // The agency handed in anew in between.
            if (changed.getRows().length !== 1) throw new Refusal('busy', 'stale', '办理期间台账已重新报送，请刷新后再办。', 'The ledger was handed in anew meanwhile: reload, then act.');
          });
        }
        await audit.append({ actor: actor.account, act: `evidence.${act}`, subject: item, agency, year, at, detail: { number: event.number, ...(attachment ? { attachment: attachment.id, ...(attachment.sha256 ? { sha256: attachment.sha256 } : {}) } : {}), ...(remark ? { remark } : {}) } });
      });
    } catch (error) {
      if (error instanceof EvidenceConflict) throw new Refusal('busy', 'stale', '您看到的不是最新状态：这个事项刚有人办理过。请刷新后再办。', 'What you saw is not the newest state: someone acted on this item. Reload, then act.');
      throw error;
    }
  }

  /** A file of evidence for who may see the agency. */
  async file(agency: string, year: number, sha256: string, actor: Actor): Promise<{ attachment: Attachment; bytes: Uint8Array }> {
    if (!canRead(await readableAgencies(this.#server, actor, year), agency)) throw new Refusal('forbidden', 'not_for_agency', `您没有查看机关 ${agency} 佐证材料的权限。`, `You may not see the evidence of agency ${agency}.`);
    const attachment = (await this.#server.store.evidence.events({ year, agency })).find((event) => event.act === 'attach' && event.attachment?.sha256 === sha256)?.attachment;
    if (!attachment) throw new Refusal('not_found', 'no_file', '没有这个附件。', 'There is no such file.');
    return { attachment, bytes: await this.#files.read(sha256) };
  }
}

/** What one may do with an item. */
function actsOn(item: EvidenceItem, officer: boolean, own: boolean): EvidenceItem['acts'] {
  return [
    ...(own ? ['attach' as const] : []), ...(own && item.attachments.length > 0 && item.state !== 'confirmed' ? ['withdraw' as const] : []),
    ...(officer && item.state !== 'confirmed' ? ['confirm' as const] : []), ...(officer && item.state !== 'returned' && item.state !== 'open' ? ['return' as const] : []),
  ];
}
