// Contract tests and flows talk to real servers and wait for whole journeys; every other test is quick or wrong.
import { expect, vi } from 'vitest'

const WAITS_FOR_OTHERS = /\.contract\.test\.ts$|\/apps\/server\/test\/flows\//

const file = expect.getState().testPath?.replaceAll('\\', '/') ?? ''
if (WAITS_FOR_OTHERS.test(file)) vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
