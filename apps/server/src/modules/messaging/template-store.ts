import type { TemplateCategory, TemplateChange, TemplateInfo } from '@crossdock/connectors/ports/messaging'
import { storableText } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import { scrubText } from '#platform/log.ts'

/** All SQL of templates: what the provider lists, and the news about them that come in between. */

type Shape = Pick<TemplateInfo, 'header' | 'body' | 'buttons'>

interface TemplateRow {
  name: string
  language: string
  status: TemplateInfo['status']
  category: TemplateCategory | null
  quality: TemplateInfo['quality']
  reason: string | null
  shape: Shape | null
  updated_at: Date
}

/** As listed by the provider at that moment: news that are newer stay. */
export async function saveTemplates(
  tx: Tx,
  tenantId: string,
  account: string,
  templates: TemplateInfo[],
  at: Date,
): Promise<void> {
  for (const { name, language, status, category, quality, header, body, buttons } of templates)
    await tx.query(
      `insert into message_templates as t (tenant_id, account, name, language, status, status_at, category, category_at, quality, quality_at, shape)
       values ($1, $2, $3, $4, $5, $9, $6, $9, $7, $9, $8)
       on conflict (tenant_id, account, name, language) do update set shape = excluded.shape, updated_at = clock_timestamp(),
         status = case when t.status_at <= $9 then excluded.status else t.status end, status_at = greatest(t.status_at, $9),
         category = case when t.category_at <= $9 then excluded.category else t.category end, category_at = greatest(t.category_at, $9),
         quality = case when t.quality_at <= $9 then excluded.quality else t.quality end, quality_at = greatest(t.quality_at, $9)`,
      [tenantId, account, name, language, status, category, quality, JSON.stringify({ header, body, buttons }), at],
    )
}

/**
 * One piece of news. What is not told stays, and what is older than what is known changes nothing; news come with whole
 * seconds, so that one of the same second is believed.
 */
export async function noteTemplateChange(
  tx: Tx,
  tenantId: string,
  account: string,
  { name, language, status, category, quality, reason }: TemplateChange,
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into message_templates as t (tenant_id, account, name, language, status, status_at, category, category_at, quality, quality_at, reason)
     values ($1, $2, $3, $4, $5, case when $5::text is null then 'epoch' else $9::timestamptz end, $6,
       case when $6::text is null then 'epoch' else $9::timestamptz end, $7, case when $7::text is null then 'epoch' else $9::timestamptz end, $8)
     on conflict (tenant_id, account, name, language) do update set updated_at = clock_timestamp(),
       reason = case when excluded.status is not null and date_trunc('second', t.status_at) <= $9 then excluded.reason else t.reason end,
       status = case when excluded.status is not null and date_trunc('second', t.status_at) <= $9 then excluded.status else t.status end,
       status_at = greatest(t.status_at, excluded.status_at),
       category = case when excluded.category is not null and date_trunc('second', t.category_at) <= $9 then excluded.category else t.category end,
       category_at = greatest(t.category_at, excluded.category_at),
       quality = case when excluded.quality is not null and date_trunc('second', t.quality_at) <= $9 then excluded.quality else t.quality end,
       quality_at = greatest(t.quality_at, excluded.quality_at)`,
    [
      tenantId,
      account,
      storableText(name),
      storableText(language),
      status,
      category,
      quality,
      reason === null ? null : storableText(scrubText(reason)),
      at,
    ],
  )
}

/** Null as long as the provider has not told what it takes to fill it in. */
export async function findTemplate(
  tx: Tx,
  tenantId: string,
  account: string,
  { name, language }: { name: string; language: string },
): Promise<TemplateInfo | null> {
  const [row] = await tx.query<TemplateRow>(
    `select name, language, status, category, quality, reason, shape, updated_at from message_templates
     where tenant_id = $1 and account = $2 and name = $3 and language = $4`,
    [tenantId, account, name, language],
  )
  if (!row?.shape) return null
  const { status, category, quality, shape } = row
  return { name, language, templateId: null, status, category, quality, ...shape }
}

export interface ListedTemplate {
  name: string
  language: string
  status: TemplateInfo['status']
  category: TemplateCategory | null
  quality: TemplateInfo['quality']
  reason: string | null
  /** What it takes; null while unknown. */
  shape: Shape | null
  updatedAt: Date
}

export const templatesByName: Sort = {
  name: 'template',
  keys: [
    { expression: 'name', kind: 'text' },
    { expression: 'language', kind: 'text' },
  ],
  descending: false,
}

export async function pageOfTemplates(
  tx: Tx,
  tenantId: string,
  account: string,
  wanted: PageWanted,
): Promise<Page<ListedTemplate>> {
  const { rows, next } = await readPage<TemplateRow>(tx, {
    columns: 'name, language, status, category, quality, reason, shape, updated_at',
    from: 'message_templates',
    where: [
      ['tenant_id = ?', tenantId],
      ['account = ?', account],
    ],
    sort: templatesByName,
    wanted,
  })
  return { rows: rows.map(({ updated_at, ...row }) => ({ ...row, updatedAt: updated_at })), next }
}
