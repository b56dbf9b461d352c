import type { ProblemJson } from '@crossdock/contracts/api/problem'
import { AppError } from '@crossdock/contracts/errors'
import type { z } from 'zod'

type Fault = NonNullable<ProblemJson['errors']>[number]

/** More do not help whoever reads them. */
const mostFaults = 50

/** A request that is not as it must be, with each place that is wrong. */
export class InvalidRequest extends AppError {
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super('invalid-request', faults.map((fault) => `${fault.in} ${fault.pointer}`).join(', '))
    this.faults = faults.slice(0, mostFaults)
  }
}

export const unusableKey: Fault = {
  in: 'header',
  pointer: '/Idempotency-Key',
  message: '1 to 200 visible characters without spaces',
}

export function faultsOf(where: Fault['in'], error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ in: where, pointer: pointer([...at, key]), message: 'there is no such key' }))
    return [{ in: where, pointer: pointer(at), message: issue.message }]
  })
}

/** RFC 6901. */
function pointer(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
