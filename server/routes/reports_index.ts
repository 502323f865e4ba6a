/** The list of annual reports as a plain page: by peer group, one line an agency, a link a year. */
import type { AgencyListItem } from '../api.ts';
import { escape, htmlPage } from '../html.ts';

export function reportsIndex(agencies: AgencyListItem[]): string {
  const groups = Map.groupBy(agencies.filter((one) => one.years.length > 0), (one) => one.group);
  const sections = [...groups].map(([group, members]) => `<h2>${escape(group)}</h2><div class="frame"><table><colgroup><col><col style="width:12rem"></colgroup><thead><tr><th scope="col">执法主体 Agency</th><th scope="col">年度 Year</th></tr></thead><tbody>${members.map((one) =>
    `<tr><td>${escape(one.name)}${one.published ? ' <span class="quiet">(公开年报样本 published figures)</span>' : ''}</td><td>${one.years.toReversed().map((year) => `<a href="/reports/${encodeURIComponent(one.code)}/${year}">${year}</a>`).join('&ensp;')}</td></tr>`).join('')}</tbody></table></div>`);
  const empty = '<p>还没有数据。 There are no figures yet.</p>';
  return htmlPage('行政执法统计年报', `<p><a href="/">执衡 排名 Ranking</a></p><h1>行政执法统计年报</h1><p class="quiet">Annual statistics of administrative law enforcement</p>${sections.join('') || empty}`);
}
