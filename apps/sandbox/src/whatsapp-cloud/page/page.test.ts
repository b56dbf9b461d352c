import { accessSync, constants, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newPhone, openBox, template } from '../test/box.ts'
import { html } from './html.ts'

test('what a message says is never taken for HTML', () => {
  const written = html`<p title="${'"><script>'}">${"<img src=x onerror='alert(1)'> & more"}</p>`

  expect(written.text).toBe(
    '<p title="&#34;&#62;&#60;script&#62;">&#60;img src=x onerror=&#39;alert(1)&#39;&#62; &#38; more</p>',
  )
})

test('without a script the page can be written and tapped on, by forms', async () => {
  await using box = await openBox()
  const to = newPhone()
  await box.send(template(to, 'order_needs_something', 'en', 'Ananya', 'SO-1', 'your house number'))
  await box.sandbox.settled()
  const path = `${box.sandbox.url}/phone/${to.slice(1)}`
  const form = (fields: Record<string, string>) =>
    fetch(path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

  const written = await form({ act: 'write', text: 'House 12 <b>' })
  const tapped = await form({ act: 'tap', choice: 'Talk to us' })
  const nothing = await form({ act: 'tap', choice: 'Confirm' })

  expect([written.status, tapped.status, nothing.status]).toEqual([303, 303, 409])
  const page = await (await fetch(path)).text()
  expect(page).toContain('House 12 &#60;b&#62;')
  expect(page).toContain(
    'Hello Ananya, before we can send your order SO-1 we need something from you: your house number.',
  )
  expect((await box.messages()).map(({ type }) => type).toSorted()).toEqual(['button', 'text'])
})

const program = process.env.CHROMIUM_PATH ?? onPath(['chromium', 'chromium-browser', 'google-chrome'])

describe.skipIf(program === undefined)('in a browser as wide as a phone', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program ?? '', args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  async function openPage(url: string): Promise<Page & AsyncDisposable> {
    const context = await browser.newContext({ viewport: { width: 375, height: 700 } })
    const page = await context.newPage()
    await page.goto(url)
    return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() })
  }

  /** Nothing sticks out at the side. */
  const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')

  test('an empty sandbox says what will be here, and a phone can be taken', async () => {
    await using box = await openBox()
    await using page = await openPage(box.sandbox.url)

    await page.getByText('No messages yet.').waitFor()
    await shot(page, 'empty')
    await page.getByLabel('Take the phone of').fill('+91 98765 43210')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing here yet.').waitFor()

    expect(await fits(page)).toBe(true)
    await writing(page)
  })

  test('what arrives appears by itself, the list leads to the chat, and opening it reads it', async () => {
    await using box = await openBox()
    await using page = await openPage(box.sandbox.url)
    const to = '+919876543210'

    await box.send(template(to, 'order_confirmation', 'hi', 'अनन्या', 'SO-10482', '₹2,023.50'))
    await page.getByRole('link', { name: /\+91 98765 43210/ }).waitFor()
    await shot(page, 'phones')
    await page.getByRole('link', { name: /\+91 98765 43210/ }).click()

    await page.getByText('नमस्ते अनन्या, आपके ऑर्डर SO-10482 (₹2,023.50) के लिए धन्यवाद।').waitFor()
    await page.locator('.ticks.read').waitFor()
    expect((await box.statuses()).map(({ status }) => status)).toContain('read')
    expect(await fits(page)).toBe(true)
  })

  test('by keyboard alone: writing, and tapping a button', async () => {
    await using box = await openBox()
    const to = newPhone()
    await box.send(template(to, 'order_needs_something', 'en', 'Ananya', 'SO-1', 'your house number'))
    await box.sandbox.settled()
    await using page = await openPage(`${box.sandbox.url}/phone/${to.slice(1)}`)

    await writing(page)
    await page.keyboard.type('House 12')
    await page.keyboard.press('Enter')
    await page.getByRole('log').getByText('House 12').waitFor()
    await writing(page)
    const button = page.getByRole('button', { name: 'Talk to us' })
    for (let presses = 0; presses < 10 && (await button.and(page.locator(':focus')).count()) === 0; presses++)
      await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')

    await page.getByRole('log').getByText('Talk to us').nth(1).waitFor()
    expect((await box.messages()).map(({ type }) => type).toSorted()).toEqual(['button', 'text'])
  })

  test('what is being written stays while messages arrive', async () => {
    await using box = await openBox()
    const to = await box.customer()
    await using page = await openPage(`${box.sandbox.url}/phone/${to.slice(1)}`)

    await writing(page)
    await page.keyboard.type('Half a sent')
    await box.send({ to, type: 'text', text: { body: 'Anything else?' } })
    await page.getByRole('log').getByText('Anything else?').waitFor()
    await page.keyboard.type('ence')

    expect(await page.getByRole('textbox').inputValue()).toBe('Half a sentence')
  })

  test('every kind of message is shown, inside the screen', async () => {
    await using box = await openBox()
    const to = await box.customer()
    const say = (body: object) => box.send({ to, ...body })
    await box.send(template(to, 'order_confirmation', 'en', 'Ananya', 'SO-10482', '₹ 2,023.50'))
    await say({
      type: 'text',
      text: { body: `A long word: ${'x'.repeat(120)} and https://shop.example.in/${'y'.repeat(80)}` },
    })
    await say({ type: 'image', image: { link: 'https://cdn.example.in/p/rice-5kg.jpg', caption: 'India Gate 5 kg' } })
    await say({
      type: 'interactive',
      interactive: {
        type: 'button',
        header: { type: 'text', text: 'Your cart' },
        body: { text: '2 x Basmati 5 kg\n1 x Ghee 1 L' },
        footer: { text: 'Prices include GST' },
        action: {
          buttons: ['Place order', 'Edit cart'].map((title) => ({ type: 'reply', reply: { id: title, title } })),
        },
      },
    })
    await say({
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'What would you like?' },
        action: {
          button: 'Browse',
          sections: [{ rows: [{ id: 'staples', title: 'Staples', description: 'Rice, atta, dals' }] }],
        },
      },
    })
    await say({
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        body: { text: 'Pay to confirm' },
        action: { name: 'cta_url', parameters: { display_text: 'Pay now', url: 'https://pay.example.in/l/8dKx2' } },
      },
    })
    await say({ type: 'text', text: { body: 'SANDBOX-131026' } })
    await box.sandbox.settled()
    await box.post(`/phones/${to}/write`, { text: 'नमस्ते, वह वाला 🙏' })
    await using page = await openPage(`${box.sandbox.url}/phone/${to.slice(1)}`)

    await page.getByText('Choose').click()
    await shot(page, 'chat')

    expect(await fits(page)).toBe(true)
    await page.getByRole('button', { name: /Staples/ }).waitFor()
    expect(await page.getByRole('link', { name: /Pay now/ }).getAttribute('href')).toBe(
      'https://pay.example.in/l/8dKx2',
    )
    await page.getByText('did not arrive: 131026').waitFor()
    // An open list stays open while the page renews itself.
    await box.send({ to, type: 'text', text: { body: 'One more' } })
    await page.getByRole('log').getByText('One more').waitFor()
    expect(await page.getByRole('button', { name: /Staples/ }).isVisible()).toBe(true)
  })

  test('blocking, from the menu', async () => {
    await using box = await openBox()
    const to = await box.customer()
    await using page = await openPage(`${box.sandbox.url}/phone/${to.slice(1)}`)

    await page.getByLabel('More').click()
    await page.getByRole('button', { name: 'Block' }).click()
    await page.getByText('You have blocked this business.').waitFor()

    expect((await box.phone(to)).chats[0].blocked).toBe(true)
  })
})

/** The text box has the focus by itself, as soon as the page is there. */
const writing = (page: Page) =>
  page.getByRole('textbox', { name: 'Message to Demo brand' }).and(page.locator(':focus')).waitFor()

/** For whoever wants to look: `SHOTS=folder`. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

function onPath(programs: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.flatMap((folder) => programs.map((name) => join(folder, name))).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
