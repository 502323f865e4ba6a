/** One indicator, its example and a card: what tests of versions and of the editor compile and run a hundred times. */
export const SMALL_PACK = `pack xian_2022 "西安市2022" { authority "西安市人民政府办公厅"; region "610100"; version "1.0"; valid from 2022-08-01 }

indicator penalties_and_licences_disclosed_on_time "许可处罚按期公示率" {
  source "市政办发〔2022〕40号" clause "(一)三" from 2022-08-01
  value  share of decisions where kind in penalty, licence
         excluding disclosure_exempt is filled because "依法不公开"
         with disclosed_on within (disclosure_days_by_law else 7 workdays) of decided_on
  target >= 100%
  better higher
}

example "按期、逾期、未到期、依法不公开各一件" for penalties_and_licences_disclosed_on_time as of 2024-02-28 {
  decisions | case_no | kind     | decided_on | disclosed_on | disclosure_exempt |
            | A1      | 行政处罚 | 2024-02-05 | 2024-02-08   | 无                |
            | A2      | 行政处罚 | 2024-01-05 |              |                   |
            | A3      | 行政许可 | 2024-02-27 |              |                   |
            | A4      | 行政许可 | 2024-01-08 |              | 涉及国家秘密      |
  expect 1/2 pending 1 excluded 1
}

scorecard quality "行政执法质量考评" {
  groups by agencies.category
  dimension "行政执法公示" 100 {
    penalties_and_licences_disclosed_on_time 100 { full when >= 100%; deduct 10 per started 1 percentage point below 100% up to 100 }
  }
  not applicable: rescale
  not reported: zero
  pending: rescale
  grades "优秀" >= 90, "良好" >= 80, "合格" >= 60, "不合格"
}
`;
