import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { shopifyCommand } from './shopify/command.ts'
import { whatsappCommand } from './whatsapp-cloud/command.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** Where `npm start` writes how its shop and its phones are reached. */
const settingsPath = join(resolve(root, process.env.CROSSDOCK_DATA_DIR ?? '.crossdock'), 'sandbox.json')

const program = new Command('sandbox')
  .description(
    'Plays the outside world towards a running Crossdock. Without --url it talks to the one `npm start` began.',
  )
  .addCommand(shopifyCommand(settingsPath))
  .addCommand(whatsappCommand(settingsPath))

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
