import { Writable } from 'node:stream'

/** Turns log lines of JSON into short ones for a person at a terminal: the sentence, and what it is about. */
export function shortLines(out: NodeJS.WritableStream): Writable {
  return new Writable({
    write(chunk: Buffer, _, done) {
      for (const line of chunk.toString().split('\n')) if (line) out.write(`${shortLine(line)}\n`)
      done()
    },
  })
}

const shown = ['kind', 'code', 'detail', 'reason', 'route', 'queues'] as const

function shortLine(json: string): string {
  try {
    const line = JSON.parse(json) as Record<string, unknown> & {
      level: number
      msg?: string
      err?: { message?: string }
    }
    const facts = shown.flatMap((name) => (line[name] === undefined ? [] : [String(line[name])]))
    const because = [...facts, line.err?.message].filter(Boolean).join(', ')
    return `  ${line.level >= 50 ? '✗' : '!'} ${line.msg ?? ''}${because ? ` (${because})` : ''}`
  } catch {
    return json
  }
}
