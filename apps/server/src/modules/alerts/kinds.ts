/** The kinds of trouble people are told of. What a kind means, how long it may last unsaid, and when it is said again. */
export interface AlertKind {
  /** Whose it is to mend: the tenant's people, or whoever runs the installation. */
  whose: 'tenant' | 'operator'
  /** Placeholders are filled from the facts. */
  title: string
  remedy: string
  /** Where staff see it, below the dashboard's address of the tenant; and the command that shows it. */
  page: string
  command: string
  /** It has to last so long before anybody is told: much mends itself. */
  patienceMs: number
  /** It is said again after this time, while it lasts. */
  repeatMs: number
  /** When it has grown enough to be said again earlier. */
  grows: 'doubles' | 'at-all'
}

const minute = 60_000
const day = 24 * 60 * minute

export const alertKinds = {
  'orders-parked': {
    whose: 'tenant',
    title: '{title}: {n} waiting for a person{orders}',
    remedy: '{remedy}',
    page: 'parked',
    command: 'crossdock parked --cause {cause}',
    patienceMs: 5 * minute,
    repeatMs: day,
    grows: 'doubles',
  },
  'orders-waiting': {
    whose: 'tenant',
    title: 'Not carried to the ERP for {minutes} minutes: {n} order(s){orders}',
    remedy:
      'They are tried again by themselves. See whether the ERP can be reached and how long it takes to answer; nothing has to be replayed.',
    page: 'orders?state=waiting',
    command: 'crossdock timeline',
    patienceMs: 0,
    repeatMs: day,
    grows: 'doubles',
  },
  'orders-short': {
    whose: 'tenant',
    title: 'Sold and not on stock: {n} order(s){orders}',
    remedy:
      'The ERP could not reserve every piece. Buy or make what is missing, or agree with the customer on something else.',
    page: 'tasks?kind=short',
    command: 'crossdock parked',
    patienceMs: 5 * minute,
    repeatMs: day,
    grows: 'doubles',
  },
  'credentials-dying': {
    whose: 'tenant',
    title: 'The key of {connection} {ends}',
    remedy: 'Make a new key over there and connect again. After that day nothing is carried until somebody does.',
    page: 'connections',
    command: 'crossdock connections list',
    patienceMs: 0,
    // It is said at 14, 7, 3, 2 and 1 days, which is often enough.
    repeatMs: 7 * day,
    grows: 'at-all',
  },
  'number-stopped': {
    whose: 'tenant',
    title: 'Nothing goes out from {connection}: {why}',
    remedy: '{remedy} Messages wait meanwhile, and those whose time is over are not sent any more.',
    page: 'connections',
    command: 'crossdock connections list',
    patienceMs: 5 * minute,
    repeatMs: day,
    grows: 'doubles',
  },
  'channel-silent': {
    whose: 'tenant',
    title: '{connection} has said nothing for {hours} hours',
    remedy:
      'In the same hours of every one of the last weeks it did ({fewest} times at least). See whether people buy or write there, and whether its webhooks still point here.',
    page: 'connections',
    command: 'crossdock connections list',
    patienceMs: 0,
    repeatMs: day,
    grows: 'doubles',
  },
  'erp-unanswered': {
    whose: 'tenant',
    title: '{connection} has not answered a confirmation of {n} order(s) for {minutes} minutes',
    remedy:
      'Nothing more is confirmed there until it is known what became of it. See whether the ERP can be reached; it is then settled by reading, nothing is done twice.',
    page: 'connections',
    command: 'crossdock timeline',
    patienceMs: 0,
    repeatMs: day,
    grows: 'doubles',
  },
  'queue-paused': {
    whose: 'operator',
    title: 'The queue "{queue}" is paused',
    remedy: 'Its work waits until somebody resumes it: crossdock bell resume {queue}',
    page: '',
    command: 'crossdock bell',
    patienceMs: 15 * minute,
    repeatMs: day,
    grows: 'doubles',
  },
  'bell-away': {
    whose: 'operator',
    title: 'The bell does not answer',
    remedy: 'Work goes on without it, a little later. See to the queue server; the log says what is in the way.',
    page: '',
    command: 'crossdock bell',
    patienceMs: 15 * minute,
    repeatMs: day,
    grows: 'doubles',
  },
  'workers-lost': {
    whose: 'operator',
    title: '{n} worker(s) ended without saying so, or are frozen',
    remedy: 'Others do their work. Look why: killed for its memory is the usual reason.',
    page: '',
    command: 'curl METRICS_HOST:METRICS_PORT/health',
    patienceMs: 2 * minute,
    repeatMs: day,
    grows: 'at-all',
  },
  'no-worker': {
    whose: 'operator',
    title: 'No worker is alive',
    remedy: 'What comes in is recorded and waits. Start a worker; nothing is lost.',
    page: '',
    command: 'curl METRICS_HOST:METRICS_PORT/health',
    patienceMs: minute,
    repeatMs: 60 * minute,
    grows: 'doubles',
  },
  'work-lags': {
    whose: 'operator',
    title: 'Work of lanes "{lane}" is {minutes} minutes behind',
    remedy:
      'Too few workers, a slow ERP, or a database that does not keep up: docs/runbooks/metrics.md, crossdock_lag_seconds.',
    page: '',
    command: 'curl METRICS_HOST:METRICS_PORT/metrics',
    patienceMs: 5 * minute,
    repeatMs: day,
    grows: 'doubles',
  },
} as const satisfies Record<string, AlertKind>

export type AlertKindName = keyof typeof alertKinds

export function isAlertKind(name: string): name is AlertKindName {
  return Object.hasOwn(alertKinds, name)
}

/** What tenants may choose among. */
export const tenantKinds = (Object.keys(alertKinds) as AlertKindName[]).filter(
  (name) => alertKinds[name].whose === 'tenant',
)

/** Something that is wrong right now. The same key at another time is the same trouble. */
export interface Finding {
  kind: AlertKindName
  key: string
  /** How large it is: orders, days that are gone, hours. */
  size: number
  /** Fills the sentences. Labels of orders, names of connections, numbers; never a person's. */
  facts: Record<string, string>
}

export function fill(text: string, facts: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '…')
}

export function alertTitle({ kind, facts }: Pick<Finding, 'kind' | 'facts'>): string {
  return fill(alertKinds[kind].title, facts)
}
