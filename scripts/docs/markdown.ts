/** What the checks of our pages look at: their links and their headings. Only as much Markdown as these pages use. */
export interface Page {
  links: { target: string; line: number }[]
  /** What a link may name behind `#`, made of headings as GitHub makes it. */
  anchors: Set<string>
  /** Cells of all tables, row by row, without rulers. */
  rows: { cells: string[]; line: number }[]
}

export function readPage(text: string): Page {
  const page: Page = { links: [], anchors: new Set(), rows: [] }
  const seen = new Map<string, number>()
  for (const { line, number } of proseLines(text)) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1]
    if (heading !== undefined) page.anchors.add(anchorOf(heading, seen))
    for (const [, id = ''] of line.matchAll(/<a (?:id|name)="([^"]+)"/g)) page.anchors.add(id)
    const withoutCode = line.replace(/(`+).*?\1/g, (code) => ' '.repeat(code.length))
    for (const [, target = ''] of withoutCode.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g))
      page.links.push({ target, line: number })
    const reference = /^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(\s|$)/.exec(withoutCode)?.[1]
    if (reference) page.links.push({ target: reference, line: number })
    if (/^\s*\|.*\|\s*$/.test(line) && !/^[\s|:-]+$/.test(line)) page.rows.push({ cells: cellsOf(line), line: number })
  }
  return page
}

/** Lines outside of fenced code. */
function* proseLines(text: string): Generator<{ line: string; number: number }> {
  let fence: string | null = null
  for (const [index, line] of text.split('\n').entries()) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null
      continue
    }
    if (mark) fence = mark
    else yield { line, number: index + 1 }
  }
}

/** Small letters, without punctuation, spaces as dashes; the second of a name gets `-1`. */
function anchorOf(heading: string, seen: Map<string, number>): string {
  const text = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')
  const anchor = text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
  const before = seen.get(anchor)
  seen.set(anchor, (before ?? -1) + 1)
  return before === undefined ? anchor : `${anchor}-${before + 1}`
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
}
