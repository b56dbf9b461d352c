/** The system's code of why a call got no answer, from wherever in the chain of causes it stands; '' without one. */
export function causeCode(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'string') return code
    if (error instanceof AggregateError && error.errors[0] instanceof Error) return causeCode(error.errors[0])
  }
  return ''
}

/** Nothing was sent for certain: nobody took the call, or whoever took it was not believed. */
export function neverConnected(code: string): boolean {
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(code) || /CERT/.test(code)
}
