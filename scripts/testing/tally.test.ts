import { expect, test } from 'vitest'
import { tallyLine, tallyOf, type VitestReport } from './tally.ts'

function aReport(changes: Partial<VitestReport> = {}): VitestReport {
  return { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [], ...changes }
}

test('counts skipped and planned tests as skipped', () => {
  const tally = tallyOf(aReport({ numPendingTests: 1, numTodoTests: 1 }), true)

  expect(tallyLine(tally)).toBe('3 passed, 0 failed, 2 skipped')
})

test('says nothing of skipped tests when there are none', () => {
  expect(tallyLine(tallyOf(aReport(), true))).toBe('3 passed, 0 failed')
})

test('counts a file that could not be loaded as a failed test', () => {
  const tally = tallyOf(aReport({ testResults: [{ status: 'failed', assertionResults: [] }] }), false)

  expect(tally.failed).toBe(1)
})

test('does not count a file twice whose tests failed', () => {
  const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]

  expect(tallyOf(aReport({ numFailedTests: 1, testResults }), false).failed).toBe(1)
})

test('a run that fails with every test green is a failure', () => {
  expect(tallyOf(aReport(), false)).toEqual({ passed: 3, failed: 1, skipped: 0 })
})

test('a run without a report is a failure', () => {
  expect(tallyOf(undefined, true)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})
