import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoNumber } from './demo-whatsapp.ts'

/** What `npm start` tells the other commands of this checkout: kept in the data folder, readable by its owner alone. */
export interface DevState {
  /** Of the hub, to tell whether it still runs. */
  pid: number
  databaseUrl: string
  hubUrl: string
  /** The demo tenant's invented shop. */
  shop?: { domain: string; secret: string; path: string }
  /** Its number at WhatsApp's stand-in. */
  whatsapp?: DemoNumber
}

const fileOf = (dataDir: string): string => join(dataDir, 'running.json')

export function writeDevState(dataDir: string, state: DevState): void {
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(fileOf(dataDir), JSON.stringify(state, null, 2), { mode: 0o600 })
}

export function readDevState(dataDir: string): DevState | null {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as DevState
  } catch {
    return null
  }
}

export interface SandboxState {
  shopify: { url: string; secret: string; shop: string }
  whatsapp?: { url: string }
}

/** For the sandbox's command line: where its Shopify has to call and with which secret it signs, and where the phones are. */
export function writeSandboxState(dataDir: string, state: SandboxState): void {
  writeFileSync(join(dataDir, 'sandbox.json'), JSON.stringify(state, null, 2), { mode: 0o600 })
}

/** What a hub that still runs in this folder left here; null when it has ended, however it did. */
export function runningHub(dataDir: string): DevState | null {
  const state = readDevState(dataDir)
  if (!state || state.pid === process.pid) return null
  try {
    process.kill(state.pid, 0)
  } catch {
    return null
  }
  // Process ids are given out again.
  const command = `/proc/${state.pid}/cmdline`
  return existsSync(command) && !readFileSync(command, 'utf8').includes('dev.ts') ? null : state
}
