import { alertCommand } from './alerts.ts'
import { apiKeyCommands } from './api-keys.ts'
import { backupCommands } from './backup.ts'
import { bellCommands } from './bell.ts'
import { connectionCommands } from './connections.ts'
import type { Declare } from './crossdock.ts'
import { doctorCommand } from './doctor/command.ts'
import { encryptionKeyCommands } from './encryption-keys.ts'
import { keyCommands } from './keys.ts'
import { mapCommand } from './map.ts'
import { messageCommands } from './messages.ts'
import { migrateCommand } from './migrate.ts'
import { noticeCommands } from './notices.ts'
import { orderCommands } from './orders.ts'
import { parkedCommand } from './parked.ts'
import { privacyCommand } from './privacy.ts'
import { replayCommands } from './replay.ts'
import { shopCommand } from './shops.ts'
import { tenantCommands } from './tenants.ts'
import { timelineCommand } from './timeline.ts'
import { workCommands } from './work.ts'

/** All of them, as `--help` lists them. */
export const commands: readonly Declare[] = [
  doctorCommand,
  tenantCommands,
  connectionCommands,
  shopCommand,
  apiKeyCommands,
  orderCommands,
  timelineCommand,
  parkedCommand,
  replayCommands,
  mapCommand,
  messageCommands,
  noticeCommands,
  privacyCommand,
  alertCommand,
  encryptionKeyCommands,
  keyCommands,
  migrateCommand,
  workCommands,
  bellCommands,
  backupCommands,
]
