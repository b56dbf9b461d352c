import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generate, target } from './generate.ts'

/** `npm run client` */
writeFileSync(target, await generate())
console.log(`${fileURLToPath(target)}: written`)
