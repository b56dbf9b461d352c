import { expect, test } from 'vitest'
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts'

/** Writes that end when the test says so. */
function aGroupCommit(options: Partial<GroupCommitOptions<string, string>> = {}) {
  const writes: { items: string[]; end(error?: Error): void }[] = []
  const group = new GroupCommit<string, string>({
    write: (items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error): void => (error ? reject(error) : resolve(items.map((item) => `${item} written`)))
        writes.push({ items, end })
      }),
    hopeless: () => false,
    weigh: (item) => item.length,
    groups: 2,
    slowMs: 60_000,
    maxItems: 3,
    maxBytes: 100,
    patienceMs: 60_000,
    late: () => new Error('late'),
    ...options,
  })
  return { group, writes, seen: () => writes.map(({ items }) => items.join('')) }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('the first goes at once and alone, what comes meanwhile goes together', async () => {
  const { group, writes, seen } = aGroupCommit()

  const answers = ['a', 'b', 'c'].map((item) => group.submit(item))
  expect(seen()).toEqual(['a'])
  writes[0]?.end()
  await settled()
  expect(seen()).toEqual(['a', 'bc'])
  writes[1]?.end()

  expect(await Promise.all(answers)).toEqual(['a written', 'b written', 'c written'])
})

test('nobody is answered before the write that holds them has ended', async () => {
  const { group, writes } = aGroupCommit()
  const answered: string[] = []
  for (const item of ['a', 'b']) void group.submit(item).then((answer) => answered.push(answer))

  writes[0]?.end()
  await settled()

  expect(answered).toEqual(['a written'])
})

test('a full group does not wait for the one under way', async () => {
  const { group, seen } = aGroupCommit()

  for (const item of ['a', 'b', 'c', 'd', 'e']) void group.submit(item)

  expect(seen()).toEqual(['a', 'bcd'])
})

test('a write that hangs holds up no other', async () => {
  const { group, writes } = aGroupCommit({ slowMs: 1 })

  void group.submit('a')
  const other = group.submit('b')
  await expect.poll(() => writes.length).toBe(2)
  writes[1]?.end()

  expect(await other).toBe('b written')
})

test('one that cannot be written fails alone', async () => {
  const { group, writes } = aGroupCommit()
  const [first, bad, good] = ['a', 'x', 'c'].map((item) => group.submit(item)) as [
    Promise<string>,
    Promise<string>,
    Promise<string>,
  ]
  const refused = expect(bad).rejects.toThrow('not x')

  writes[0]?.end()
  await settled()
  writes[1]?.end(new Error('not this group'))
  await settled()
  writes[2]?.end(new Error('not x'))
  await settled()
  writes[3]?.end()

  await refused
  expect(await Promise.all([first, good])).toEqual(['a written', 'c written'])
  expect(writes.map(({ items }) => items.join(''))).toEqual(['a', 'xc', 'x', 'c'])
})

test('with nobody there to write to, each is told at once', async () => {
  const { group, writes } = aGroupCommit({ hopeless: () => true })
  const outcomes = Promise.allSettled(['a', 'b', 'c'].map((item) => group.submit(item)))

  writes[0]?.end(new Error('away'))
  await settled()
  writes[1]?.end(new Error('away'))

  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(writes).toHaveLength(2)
})

test('a heavy one goes alone', async () => {
  const { group, writes, seen } = aGroupCommit({ maxBytes: 4 })

  for (const item of ['a', 'b', 'cccccc', 'd']) void group.submit(item)
  for (let round = 0; round < 3; round++) {
    for (const write of writes) write.end()
    await settled()
  }

  expect(seen()).toEqual(['a', 'b', 'cccccc', 'd'])
})

test('in a stall nobody waits for ever, and what waits does not pile up', async () => {
  const { group, writes } = aGroupCommit({ patienceMs: 1, groups: 1 })
  void group.submit('a')
  const late = expect(group.submit('b')).rejects.toThrow('late')
  await new Promise((resolve) => setTimeout(resolve, 5))

  const next = group.submit('c')
  await late
  writes[0]?.end()
  await settled()
  writes[1]?.end()

  expect(await next).toBe('c written')
})
