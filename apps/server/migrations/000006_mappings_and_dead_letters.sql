-- What people said that words of a channel stand for in an ERP, which orders wait for such a word, and what dead letters
-- need to be grouped, dismissed and replayed at a safe speed.
-- New tables, and new columns with defaults; older code goes on working.

-- `kind` and `source_key` as in connectors/ports/mapping-keys.ts; one target a word.
create table mappings (
  tenant_id uuid not null,
  erp_connection_id uuid not null,
  kind text not null check (kind in ('product', 'tax', 'gateway', 'location', 'fallback-product')),
  source_key text not null check (source_key <> ''),
  -- the ERP's own id, and how people called it when it was chosen
  target_id text not null,
  target_label text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, erp_connection_id, kind, source_key),
  foreign key (tenant_id, erp_connection_id) references connections (tenant_id, id)
);
alter table mappings enable row level security;
create policy one_tenant on mappings using (tenant_id = current_tenant());
grant select, insert, update, delete on mappings to crossdock_app;

-- One row an order and word: it is parked until the word is mapped, or the ERP knows it by itself.
create table mapping_needs (
  tenant_id uuid not null,
  erp_connection_id uuid not null,
  kind text not null check (kind in ('product', 'tax', 'gateway', 'location', 'fallback-product')),
  source_key text not null check (source_key <> ''),
  order_id uuid not null,
  -- the word as people know it: "RJ-SAREE (Silk saree)"
  label text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, erp_connection_id, kind, source_key, order_id),
  foreign key (tenant_id, erp_connection_id) references connections (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create index mapping_needs_of_order on mapping_needs (tenant_id, order_id);
alter table mapping_needs enable row level security;
create policy one_tenant on mapping_needs using (tenant_id = current_tenant());
grant select, insert, update, delete on mapping_needs to crossdock_app;

-- Confirmations of this document that were never answered while the ERP went on holding a draft.
alter table erp_documents add column unanswered int not null default 0;

-- Dead letters and tasks that a person looked at and let go, with the reason.
alter table work drop constraint work_state_check;
alter table work add constraint work_state_check check (state in ('waiting', 'done', 'dead', 'dismissed'));
alter table work add column dismissed_reason text;
alter table tasks add column closed_reason text;

-- The subject decides which letters a mapping or an order brings back.
create index work_dead_by_subject on work (tenant_id, subject_kind, subject_id) where state = 'dead';
