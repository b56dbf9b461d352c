import type { Answer } from './sender.ts'

/** One delivery and what became of it, for the terminal. */
export interface ReportRow {
  topic: string
  order: string
  total: string
  remark: string
  answer: Answer
}

/** A table as plain text; the last line is without a line break. */
export function table(rows: readonly ReportRow[]): string {
  const head = ['topic', 'order', 'total', 'what', 'answer', 'ms']
  const cells = rows.map(({ topic, order, total, remark, answer }) => [
    topic,
    order,
    total,
    remark,
    answer.status === null ? (answer.problem ?? 'no answer') : String(answer.status),
    String(answer.durationMs),
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)))
  const rightAligned = new Set([2, 5])
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        rightAligned.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.map(line)].join('\n')
}
