import { commands } from './cli/commands.ts'
import { crossdock } from './cli/crossdock.ts'

/** `npx crossdock`: everything about a hub that can be asked or done from a terminal. */

// Whoever reads may have seen enough (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await crossdock(commands).run(process.argv.slice(2))
