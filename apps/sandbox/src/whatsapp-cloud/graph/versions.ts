import { GraphRefusal } from '../errors.ts'

/** Contract section 0. A version ends at the beginning of its day; null: not announced. */
const usableUntil: Record<string, string | null> = {
  'v26.0': null,
  'v25.0': '2028-07-29',
  'v24.0': '2028-02-18',
  'v23.0': '2027-10-08',
  'v22.0': '2027-05-20',
  'v21.0': '2027-01-21',
  'v20.0': '2026-09-24',
}

/** Refuses what Meta would answer in another version than was asked: nobody is to notice that late. */
export function checkVersion(version: string, now: number): void {
  const until = usableUntil[version]
  if (/^\d+$/.test(version)) throw versionMissing()
  if (until === undefined) throw new GraphRefusal(100, `Unknown path components: /${version}. Name a version: /v26.0/…`)
  if (until !== null && now >= Date.parse(until)) throw new GraphRefusal(100, `${version} ended on ${until}.`)
}

export function versionMissing(): GraphRefusal {
  return new GraphRefusal(100, 'The version is missing from the path. Name one: /v26.0/…')
}
