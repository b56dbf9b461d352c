import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { shopifyCommand } from './shopify/command.ts'

const settingsPath = fileURLToPath(new URL('../../../.crossdock/sandbox.json', import.meta.url))

const program = new Command('sandbox')
  .description(
    'Plays the outside world towards a running Crossdock. Without --url it talks to the one `npm start` began.',
  )
  .addCommand(shopifyCommand(settingsPath))

try {
  await program.parseAsync()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
