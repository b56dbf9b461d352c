/** What became of a report. */
export type Fate = 'sent' | 'lost' | 'left-out'

export interface ErrorTracker {
  dsn: string
  environment: string
  role: string
  counted?: (fate: Fate) => void
}
