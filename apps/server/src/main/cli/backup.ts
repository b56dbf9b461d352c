import type { Crossdock } from './crossdock.ts'

export function backupCommands(_: Crossdock): void {}
