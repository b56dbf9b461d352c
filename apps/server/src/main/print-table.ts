/** A plain table for a terminal: columns as wide as they need to be, the last one wrapped to the window. */
export function printTable(head: string[], rows: string[][]): void {
  const last = head.length - 1
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0)
  const room = Math.max(30, (process.stdout.columns ?? 120) - before)
  for (const row of head.some(Boolean) ? [head, ...rows] : rows) {
    const [first = '', ...more] = wrap(row[last] ?? '', room)
    const cells = row.slice(0, last).map((cell, column) => cell.padEnd(widths[column] ?? 0))
    console.log([...cells, first].join('  ').trimEnd())
    for (const line of more) console.log(`${' '.repeat(before)}${line}`)
  }
}

/** Local time to the millisecond, as short as it can be. */
export function when(at: Date): string {
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0')
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  return `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}
