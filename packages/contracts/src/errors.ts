/**
 * The one table of error codes: what a code means to HTTP, whether a retry can help, and the sentence for people.
 *
 * `retry`: `later` = the same call may succeed by itself; `after-fix` = a person has to change something first, then a
 * replay helps; `never` = repeating cannot help; `settle` = nobody knows whether it happened, read before repeating.
 * `say` is shown to shop staff; placeholders in braces are filled from the error's `facts`.
 */
export const errorCodes = {
  // asking us
  'not-found': { status: 404, retry: 'never', say: 'There is nothing here.' },
  'bad-request': { status: 400, retry: 'never', say: 'The request could not be understood.' },
  unauthorised: {
    status: 401,
    retry: 'never',
    say: 'A valid API key is needed: Authorization: Bearer cdk_… It may have ended or been revoked.',
  },
  forbidden: { status: 403, retry: 'after-fix', say: 'This API key has no right to that; it needs {scope}.' },
  'invalid-request': { status: 400, retry: 'never', say: 'Something in the request is not as it must be; see errors.' },
  conflict: { status: 409, retry: 'after-fix', say: 'That does not fit what is here already: {detail}.' },
  'precondition-failed': {
    status: 412,
    retry: 'after-fix',
    say: 'It was changed meanwhile. Read it again, and name that version in If-Match.',
  },
  'precondition-required': {
    status: 428,
    retry: 'after-fix',
    say: 'Name the version you are changing: If-Match with the ETag you read, or * for whatever is there.',
  },
  'idempotency-key-reused': {
    status: 422,
    retry: 'never',
    say: 'This Idempotency-Key came with another request before.',
  },
  'idempotency-key-in-use': {
    status: 409,
    retry: 'later',
    say: 'The first request with this Idempotency-Key is still being served.',
  },
  'rate-limited': { status: 429, retry: 'later', say: 'Too many requests with this API key; see Retry-After.' },
  'signature-rejected': { status: 401, retry: 'never', say: 'The signature does not match.' },
  'verification-refused': { status: 403, retry: 'never', say: 'This address does not expect such a call.' },
  'operator-only': { status: 403, retry: 'never', say: 'Only the operator of this installation may do this.' },
  'account-taken': {
    status: 409,
    retry: 'after-fix',
    say: 'The account {account} is attached to another connection already.',
  },
  'body-too-large': { status: 413, retry: 'never', say: 'The body is larger than this endpoint accepts.' },
  'database-unavailable': { status: 503, retry: 'later', say: 'The database does not answer at the moment.' },
  'lease-lost': { status: 503, retry: 'later', say: 'Another worker has taken over this work.' },
  'shutting-down': { status: 503, retry: 'later', say: 'The server is stopping; the work will be taken up again.' },
  internal: { status: 500, retry: 'later', say: 'Something went wrong on our side. It has been recorded.' },

  // asking a provider
  'provider-busy': { status: 503, retry: 'later', say: '{provider} is busy. We try again by ourselves.' },
  'provider-unreachable': {
    status: 503,
    retry: 'later',
    say: '{provider} cannot be reached. We try again by ourselves.',
  },
  'outcome-unknown': {
    status: 503,
    retry: 'settle',
    say: '{provider} did not answer in time. We look what became of it before anything is repeated.',
  },
  'address-not-allowed': {
    status: 409,
    retry: 'after-fix',
    say: 'The address {host} leads into a private network, where this installation calls nobody for its tenants. Its operator can allow it (OUTBOUND_PRIVATE_HOSTS).',
  },
  'credentials-rejected': {
    status: 409,
    retry: 'after-fix',
    say: '{provider} refuses our credentials. Reconnect it, then replay.',
  },
  'rights-missing': {
    status: 409,
    retry: 'after-fix',
    say: 'Our user in {provider} may not do this: {detail}. Give it the missing right, then replay.',
  },
  'provider-refused': { status: 409, retry: 'after-fix', say: '{provider} refused: {detail}' },
  'provider-contract-broken': {
    status: 502,
    retry: 'never',
    say: '{provider} answered in a way we do not understand. This is a fault of ours; please report it.',
  },

  // sending a message
  'message-refused': {
    status: 422,
    retry: 'never',
    say: '{provider} refused this message: {detail}. It was not sent.',
  },
  'message-unreachable': {
    status: 422,
    retry: 'never',
    say: '{provider} cannot reach this customer: {detail}. Try another way.',
  },
  'message-window-closed': {
    status: 409,
    retry: 'after-fix',
    say: 'More than 24 hours have passed since the customer wrote; only an approved template may be sent.',
  },
  'message-opted-out': {
    status: 409,
    retry: 'never',
    say: 'The customer does not want such messages.',
  },
  'message-no-consent': {
    status: 409,
    retry: 'never',
    say: 'Nobody has noted that the customer agreed to such messages.',
  },
  'message-outdated': { status: 409, retry: 'never', say: 'It would be of no use any more: {detail}.' },
  'message-waits': { status: 503, retry: 'later', say: 'The message waits: {detail}.' },
  'message-too-soon': {
    status: 503,
    retry: 'later',
    say: '{provider} withheld this message for now. We try once more, a day later.',
  },
  'template-refused': {
    status: 409,
    retry: 'after-fix',
    say: 'The template {template} cannot be used: {detail}. Mend it at {provider}, then replay.',
  },
  'number-blocked': {
    status: 409,
    retry: 'after-fix',
    say: '{provider} does not let this number send: {detail}. Settle it there, then let the number send again.',
  },

  // reading what a channel sent
  'payload-unreadable': {
    status: 422,
    retry: 'after-fix',
    say: 'The channel signed this message but we cannot read it: {detail}. It is kept as it came; ask the channel to send the order again.',
  },
  'order-does-not-add-up': {
    status: 422,
    retry: 'after-fix',
    say: 'The lines of {order} sum to {sum} but the channel charged {total}. Nothing was booked; please check the order in the channel.',
  },
  'edited-order-does-not-add-up': {
    status: 422,
    retry: 'after-fix',
    say: 'The merchant edited {order}: what is left of its lines sums to {sum}, but the channel says {total} with refunds counted back. Nothing was booked; please check the order in the channel.',
  },
  'order-empty': {
    status: 422,
    retry: 'after-fix',
    say: 'Nothing is left of {order}: an order without lines cannot be booked. Please cancel it in the channel; a draft of it in the ERP is cancelled with it.',
  },
  'currency-unknown': {
    status: 422,
    retry: 'after-fix',
    say: '{order} is in {currency}, a currency we do not know. Please check the order in the channel.',
  },

  // carrying an order to the ERP
  'sku-missing': {
    status: 422,
    retry: 'after-fix',
    say: 'The line "{title}" of {order} has no SKU. Map it to a product, or name a fall-back product for such lines.',
  },
  'sku-unknown': {
    status: 422,
    retry: 'after-fix',
    say: 'The ERP has no product with SKU {sku} ("{title}" in {order}). Map the SKU to a product, or create it there with the internal reference {sku} and replay.',
  },
  'sku-ambiguous': {
    status: 422,
    retry: 'after-fix',
    say: 'The ERP has several products with SKU {sku}. Map the SKU to one of them, or keep the internal reference on one only and replay.',
  },
  'tax-unmapped': {
    status: 422,
    retry: 'after-fix',
    say: 'The ERP has no active sales tax for {tax} ("{title}" in {order}). Map it to one of the taxes there, or activate or create it, its parts too, and replay.',
  },
  'location-unmapped': {
    status: 422,
    retry: 'after-fix',
    say: '{order} was sold at place {location} of the channel, and the ERP has several warehouses. Map the place to one of them.',
  },
  'mapping-broken': {
    status: 422,
    retry: 'after-fix',
    say: '{what} is mapped to something that is gone or archived in the ERP, or does not fit ("{title}" in {order}). Map it anew.',
  },
  'mapping-target-unknown': {
    status: 422,
    retry: 'never',
    say: 'The ERP has nothing with the id {target} that could be chosen here.',
  },
  'confirm-unanswered': {
    status: 409,
    retry: 'after-fix',
    say: 'The ERP was asked {times} times to confirm {erpName} for {order} and never answered; it is still a draft. Confirm it there by hand and see what it says, then replay.',
  },
  'currency-not-in-erp': {
    status: 422,
    retry: 'after-fix',
    say: '{order} is in {currency}, but the ERP has no price list in that currency. Activate {currency} there and make a price list in it, then replay.',
  },
  'service-product-missing': {
    status: 422,
    retry: 'after-fix',
    say: 'The ERP has no product {sku} for {purpose}. Replace the credentials of the ERP connection with an administrator’s log-in, which makes it anew, then replay.',
  },
  'amounts-differ': {
    status: 422,
    retry: 'after-fix',
    say: '{order}: the channel charged {expected}, the ERP computes {got}. The draft {erpName} is not confirmed and nothing is booked. {hint}',
  },
  'erp-connection-missing': {
    status: 409,
    retry: 'after-fix',
    say: 'No ERP is connected for this shop. Connect one, then replay.',
  },
  'erp-order-vanished': {
    status: 409,
    retry: 'after-fix',
    say: 'The order {erpName} for {order} was deleted in the ERP. It is not made again by itself; replay it if it should be.',
  },
  'rows-outdated': {
    status: 409,
    retry: 'after-fix',
    say: 'Something that {order} refers to was deleted in the ERP after the order was prepared: {detail}. Replay it; it is then prepared anew.',
  },
  'stands-in-another-erp': {
    status: 409,
    retry: 'after-fix',
    say: '{order} already stands as {erpName} in an ERP this shop was connected to before. It is not made a second time; please finish it there.',
  },
  'changed-after-confirmation': {
    status: 409,
    retry: 'after-fix',
    say: '{order} was changed in the channel after {erpName} was confirmed. Please change {erpName} by hand.',
  },
} as const satisfies Record<string, { status: number; retry: 'later' | 'after-fix' | 'never' | 'settle'; say: string }>

export type ErrorCode = keyof typeof errorCodes
export type RetryDecision = (typeof errorCodes)[ErrorCode]['retry']

export interface AppErrorOptions {
  cause?: unknown
  /** Least wait before the next attempt, in milliseconds, when the other side asked for one (`Retry-After`). */
  retryAfterMs?: number
  /** What fills the sentence. Never phones, addresses, names or secrets: the sentence is stored and shown. */
  facts?: Record<string, string>
}

/** An outcome the code table knows. `detail` is for the log, `say` for people; jobs look at `retry` only. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined
  readonly facts: Record<string, string>

  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(storableText(detail), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
    this.facts = Object.fromEntries(
      Object.entries(options.facts ?? {}).map(([name, value]) => [name, storableText(value)]),
    )
  }

  get retry(): RetryDecision {
    return errorCodes[this.code].retry
  }

  get status(): number {
    return errorCodes[this.code].status
  }

  /** The sentence for people, with its placeholders filled; a missing fact reads "the provider" or an ellipsis. */
  get say(): string {
    return sentence(this.code, this.facts)
  }
}

/** Postgres takes neither a NUL nor half a surrogate pair, and what others send us may hold both. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

export function sentence(code: ErrorCode, facts: Record<string, string>): string {
  return errorCodes[code].say
    .replace(/\{(\w+)\}/g, (_, key: string) => facts[key] ?? (key === 'provider' ? 'The provider' : '…'))
    .trim()
}

/** What a job does with anything thrown at it: an AppError as it is, everything else is a fault of ours. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new AppError('internal', message, { cause: thrown })
}
