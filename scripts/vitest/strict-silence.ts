// A test fails when something complains through console.error and the test did not say that it expects it, by
// `vi.spyOn(console, 'error').mockImplementation(() => {})`: a promise of ours may be breaking while all else is green.
import { afterEach, beforeEach } from 'vitest'

const print = console.error
let complaints: unknown[][] = []

console.error = (...words: unknown[]) => {
  complaints.push(words)
  print(...words)
}

beforeEach(() => {
  complaints = []
})

afterEach(() => {
  const [first] = complaints
  complaints = []
  if (first) throw new Error(`unexpected console.error: ${first.map(String).join(' ')}`)
})
