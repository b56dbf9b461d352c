import { apiKeyCommands } from './cli/api-keys.ts'
import { backupCommands } from './cli/backup.ts'
import { connectionCommands } from './cli/connections.ts'
import { crossdock, run } from './cli/crossdock.ts'
import { doctorCommand } from './cli/doctor/command.ts'
import { encryptionKeyCommands } from './cli/encryption-keys.ts'
import { mapCommand } from './cli/map.ts'
import { orderCommands } from './cli/orders.ts'
import { parkedCommand } from './cli/parked.ts'
import { privacyCommand } from './cli/privacy.ts'
import { replayCommands } from './cli/replay.ts'
import { shopCommand } from './cli/shops.ts'
import { tenantCommands } from './cli/tenants.ts'
import { timelineCommand } from './cli/timeline.ts'

/** `npx crossdock`: everything about a hub that can be asked or done from a terminal. */
const program = crossdock([
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
  privacyCommand,
  encryptionKeyCommands,
  backupCommands,
])

process.exitCode = await run(program, process.argv.slice(2))
