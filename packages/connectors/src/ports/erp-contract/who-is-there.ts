import { expect } from 'vitest'
import { aMug, on, planned, type Start } from './steps.ts'

export function whoIsThere(start: Start): void {
  on(start, 'says who answers and what it can', async (_, port) => {
    const description = await port.describe()

    expect(description.company.currency).toBe('INR')
    expect(description.capabilities).toEqual({ exactLineTaxes: true, keepsPushedPrice: true })
  })

  on(start, 'a wrong key is rejected credentials, whatever is asked', async (erp) => {
    const port = erp.connect({ secret: '0000000000000000000000000000000000000000' })

    await expect(port.describe()).rejects.toMatchObject({ code: 'credentials-rejected' })
    await expect(port.plan([aMug(erp)])).rejects.toMatchObject({ code: 'credentials-rejected' })
    await expect(port.confirm(['1'])).rejects.toMatchObject({ code: 'credentials-rejected' })
  })

  on(start, 'a refused connection is unreachable, also for writes', async (erp, port) => {
    const [document] = await planned(port, [aMug(erp)])
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    const away = erp.connect({ fetch: () => Promise.reject(new TypeError('fetch failed', { cause: refused })) })

    await expect(away.writeDrafts([document])).rejects.toMatchObject({ code: 'provider-unreachable' })
    await expect(away.confirm(['1'])).rejects.toMatchObject({ code: 'provider-unreachable' })
  })
}
