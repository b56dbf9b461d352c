/** What a long command tells while it works, on standard error: a bar at a terminal, lines of JSON for a program. */
export interface Progress<T> {
  tell(step: T): void
  end(): void
}

interface Step {
  step: string
  done: number
  total: number
}

const barWidth = 30
const leastBetweenMs = 100

export function progressOf<T extends Step>(json: boolean, stream = process.stderr): Progress<T> {
  let saidMs = Number.NEGATIVE_INFINITY
  let saidStep = ''
  let last: T | undefined
  const say = (step: T): void => {
    saidMs = performance.now()
    saidStep = step.step
    if (json) stream.write(`${JSON.stringify(step)}\n`)
    else if (stream.isTTY) stream.write(`\r\x1b[K${bar(step)}`)
  }
  return {
    tell(step) {
      last = step
      if (step.step !== saidStep || performance.now() - saidMs >= leastBetweenMs) say(step)
    },
    end() {
      if (last) say(last)
      if (!json && stream.isTTY) stream.write('\n')
    },
  }
}

function bar({ step, done, total }: Step): string {
  if (total === 0) return `${step} …`
  const share = Math.min(1, done / total)
  const full = Math.round(share * barWidth)
  return `${step} [${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${Math.floor(share * 100)} % (${done} of ${total})`
}
