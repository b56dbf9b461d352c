-- Made by "npm run schema" from the migrations. Do not edit.

create table alert_recipients (
  tenant_id uuid not null,
  id uuid not null,
  channel text not null,
  address text not null,
  address_hash text not null,
  kinds text[],
  quiet_from text,
  quiet_until text,
  time_zone text not null,
  created_at timestamp with time zone not null default now(),
  constraint alert_recipients_tenant_id_channel_address_hash_key UNIQUE (tenant_id, channel, address_hash),
  constraint alert_recipients_pkey PRIMARY KEY (tenant_id, id),
  constraint alert_recipients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint alert_recipients_channel_check CHECK ((channel = ANY (ARRAY['mail'::text, 'whatsapp'::text]))),
  constraint alert_recipients_check CHECK (((quiet_from IS NULL) = (quiet_until IS NULL))),
  constraint alert_recipients_quiet_from_check CHECK ((quiet_from ~ '^([01]\d|2[0-3]):[0-5]\d$'::text)),
  constraint alert_recipients_quiet_until_check CHECK ((quiet_until ~ '^([01]\d|2[0-3]):[0-5]\d$'::text))
);
alter table alert_recipients enable row level security;

create table alert_tellings (
  tenant_id uuid not null,
  alert_id uuid not null,
  recipient text not null,
  told_at timestamp with time zone not null,
  size integer not null,
  constraint alert_tellings_pkey PRIMARY KEY (tenant_id, alert_id, recipient),
  constraint alert_tellings_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts(tenant_id, id) ON DELETE CASCADE
);
alter table alert_tellings enable row level security;

create table alerts (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  dedupe_key text not null,
  state text not null default 'open'::text,
  size integer not null,
  facts jsonb not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint alerts_pkey PRIMARY KEY (tenant_id, id),
  constraint alerts_dedupe_key_check CHECK ((dedupe_key <> ''::text)),
  constraint alerts_state_check CHECK ((state = ANY (ARRAY['open'::text, 'told'::text, 'closed'::text])))
);
alter table alerts enable row level security;

create table api_keys (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  scopes text[] not null,
  secret_hash text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (tenant_id, id),
  constraint api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint api_keys_name_check CHECK ((name <> ''::text)),
  constraint api_keys_secret_hash_check CHECK ((secret_hash ~ '^[0-9a-f]{64}$'::text))
);
alter table api_keys enable row level security;

create table channel_hours (
  tenant_id uuid not null,
  connection_id uuid not null,
  hour timestamp with time zone not null,
  events integer not null,
  constraint channel_hours_pkey PRIMARY KEY (tenant_id, connection_id, hour),
  constraint channel_hours_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id)
);
alter table channel_hours enable row level security;

create table connection_timeline (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  correlation_id uuid not null,
  at timestamp with time zone not null default clock_timestamp(),
  kind text not null,
  message text not null,
  constraint connection_timeline_pkey PRIMARY KEY (tenant_id, id),
  constraint connection_timeline_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id)
);
alter table connection_timeline enable row level security;

create table connections (
  tenant_id uuid not null,
  id uuid not null,
  provider text not null,
  name text not null,
  status text not null default 'active'::text,
  provider_key text not null,
  config jsonb not null default '{}'::jsonb,
  secrets text,
  erp_database_id uuid,
  erp_company_id text,
  erp_warehouse_id text,
  erp_connection_id uuid,
  cut_over_at timestamp with time zone not null,
  push_policy jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  installed_at timestamp with time zone not null default now(),
  disconnected_at timestamp with time zone,
  messaging boolean not null default false,
  constraint connections_tenant_id_provider_provider_key_key UNIQUE (tenant_id, provider, provider_key),
  constraint connections_pkey PRIMARY KEY (tenant_id, id),
  constraint connections_erp_database_id_fkey FOREIGN KEY (erp_database_id) REFERENCES erp_databases(id),
  constraint connections_tenant_id_erp_connection_id_fkey FOREIGN KEY (tenant_id, erp_connection_id) REFERENCES connections(tenant_id, id),
  constraint connections_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint connections_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'disconnected'::text])))
);
alter table connections enable row level security;

create table consents (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  key text not null,
  scope text not null,
  choice text not null,
  source text not null,
  at timestamp with time zone not null,
  message_id uuid,
  noted_at timestamp with time zone not null default clock_timestamp(),
  reason text,
  constraint consents_pkey PRIMARY KEY (tenant_id, id),
  constraint consents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint consents_choice_check CHECK ((choice = ANY (ARRAY['stop'::text, 'allow'::text]))),
  constraint consents_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'user'::text]))),
  constraint consents_scope_check CHECK ((scope = ANY (ARRAY['all'::text, 'marketing'::text]))),
  constraint consents_source_check CHECK ((source = ANY (ARRAY['word'::text, 'preference'::text, 'provider-error'::text, 'staff'::text])))
);
alter table consents enable row level security;

create table conversation_keys (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  connection_id uuid not null,
  kind text not null,
  key text not null,
  since timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_reason text,
  constraint conversation_keys_pkey PRIMARY KEY (tenant_id, id),
  constraint conversation_keys_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, id),
  constraint conversation_keys_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'user'::text])))
);
alter table conversation_keys enable row level security;

create table conversations (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  phone text,
  user_id text,
  name text,
  customer_id uuid,
  last_inbound_at timestamp with time zone,
  last_message_id uuid,
  pair_spoken_for timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  unreachable integer not null default 0,
  suppressed_at timestamp with time zone,
  moved_to uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint conversations_pkey PRIMARY KEY (tenant_id, id),
  constraint conversations_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint conversations_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers(tenant_id, id),
  constraint conversations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint conversations_tenant_id_moved_to_fkey FOREIGN KEY (tenant_id, moved_to) REFERENCES conversations(tenant_id, id)
);
alter table conversations enable row level security;

create table customer_keys (
  tenant_id uuid not null,
  kind text not null,
  key text not null,
  customer_id uuid not null,
  created_at timestamp with time zone not null default now(),
  constraint customer_keys_pkey PRIMARY KEY (tenant_id, kind, key),
  constraint customer_keys_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers(tenant_id, id)
);
alter table customer_keys enable row level security;

create table customers (
  tenant_id uuid not null,
  id uuid not null,
  name text,
  email text,
  phone text,
  phone_last4 text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint customers_pkey PRIMARY KEY (tenant_id, id),
  constraint customers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table customers enable row level security;

create table data_keys (
  tenant_id uuid not null,
  id text not null,
  purpose text not null,
  wrapped text not null,
  created_at timestamp with time zone not null default now(),
  retired_at timestamp with time zone,
  constraint data_keys_pkey PRIMARY KEY (tenant_id, id),
  constraint data_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint data_keys_purpose_check CHECK ((purpose = ANY (ARRAY['encrypt'::text, 'hash'::text])))
);
alter table data_keys enable row level security;

create table deliveries (
  tenant_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  received_at timestamp with time zone not null,
  headers jsonb not null,
  body text not null,
  body_bytes integer not null,
  constraint deliveries_pkey PRIMARY KEY (tenant_id, id, received_at)
) partition by RANGE (received_at);
alter table deliveries enable row level security;

create table early_statuses (
  tenant_id uuid not null,
  connection_id uuid not null,
  provider_key text not null,
  state text not null,
  at timestamp with time zone not null,
  failure jsonb,
  pricing jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint early_statuses_pkey PRIMARY KEY (tenant_id, connection_id, provider_key, state),
  constraint early_statuses_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id)
);
alter table early_statuses enable row level security;

create table endpoint_connections (
  tenant_id uuid not null,
  endpoint_id uuid not null,
  provider_key text not null,
  connection_id uuid not null,
  endpoint_tenant_id uuid not null default current_tenant(),
  endpoint_shared boolean not null default false,
  constraint endpoint_connections_pkey PRIMARY KEY (tenant_id, endpoint_id, provider_key),
  constraint endpoint_connections_endpoint_fkey FOREIGN KEY (endpoint_tenant_id, endpoint_id, endpoint_shared) REFERENCES endpoints(tenant_id, id, shared) ON UPDATE CASCADE,
  constraint endpoint_connections_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint endpoint_connections_of_others_where_shared CHECK ((endpoint_shared OR (endpoint_tenant_id = tenant_id)))
);
alter table endpoint_connections enable row level security;

create table endpoint_counters (
  tenant_id uuid not null,
  endpoint_id uuid not null,
  day date not null,
  outcome text not null,
  n bigint not null default 0,
  constraint endpoint_counters_pkey PRIMARY KEY (tenant_id, endpoint_id, day, outcome)
);
alter table endpoint_counters enable row level security;

create table endpoints (
  tenant_id uuid not null,
  id uuid not null,
  provider text not null,
  secrets text not null,
  body_limit_bytes integer not null,
  active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  shared boolean not null default false,
  constraint endpoints_with_sharing UNIQUE (tenant_id, id, shared),
  constraint endpoints_pkey PRIMARY KEY (tenant_id, id),
  constraint endpoints_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint endpoints_body_limit_bytes_check CHECK (((body_limit_bytes >= 1) AND (body_limit_bytes <= 4194304)))
);
alter table endpoints enable row level security;

create table erp_database_names (
  name text not null,
  erp_database_id uuid not null,
  constraint erp_database_names_pkey PRIMARY KEY (name),
  constraint erp_database_names_erp_database_id_fkey FOREIGN KEY (erp_database_id) REFERENCES erp_databases(id)
);

create table erp_databases (
  id uuid not null,
  min_interval_ms integer not null default 0,
  max_batch integer not null default 50,
  created_at timestamp with time zone not null default now(),
  next_call_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  turn_holder uuid,
  turn_until timestamp with time zone,
  constraint erp_databases_pkey PRIMARY KEY (id),
  constraint erp_databases_max_batch_check CHECK (((max_batch >= 1) AND (max_batch <= 200))),
  constraint erp_databases_min_interval_ms_check CHECK ((min_interval_ms >= 0))
);

create table erp_documents (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  order_id uuid not null,
  revision integer not null,
  external_id text not null,
  document text not null,
  state text not null default 'planned'::text,
  erp_id text,
  erp_name text,
  expected jsonb not null,
  read_back jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  unanswered integer not null default 0,
  constraint erp_documents_tenant_id_order_id_connection_id_revision_key UNIQUE (tenant_id, order_id, connection_id, revision),
  constraint erp_documents_pkey PRIMARY KEY (tenant_id, id),
  constraint erp_documents_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint erp_documents_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES orders(tenant_id, id),
  constraint erp_documents_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'sent'::text, 'loaded'::text, 'confirmed'::text, 'short'::text, 'cancelled'::text, 'done'::text])))
);
alter table erp_documents enable row level security;

create table erp_fences (
  erp_database_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  connection_id uuid not null,
  erp_ids text[] not null,
  token bigint not null,
  sent_at timestamp with time zone not null default clock_timestamp(),
  constraint erp_fences_pkey PRIMARY KEY (erp_database_id, id),
  constraint erp_fences_erp_database_id_fkey FOREIGN KEY (erp_database_id) REFERENCES erp_databases(id)
);
alter table erp_fences enable row level security;

create table erp_merged_lanes (
  lane text not null,
  erp_database_id uuid not null,
  constraint erp_merged_lanes_pkey PRIMARY KEY (lane),
  constraint erp_merged_lanes_erp_database_id_fkey FOREIGN KEY (erp_database_id) REFERENCES erp_databases(id)
);

create table events (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  dedupe_key text not null,
  topic text not null,
  subject_kind text,
  subject_id text,
  occurred_at timestamp with time zone,
  triggered_at timestamp with time zone,
  cause_id text,
  digest text not null,
  correlation_id uuid not null,
  delivery_id uuid not null,
  received_at timestamp with time zone not null,
  constraint events_tenant_id_connection_id_dedupe_key_key UNIQUE (tenant_id, connection_id, dedupe_key),
  constraint events_pkey PRIMARY KEY (tenant_id, id),
  constraint events_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint events_dedupe_key_check CHECK ((dedupe_key <> ''::text))
);
alter table events enable row level security;

create table idempotent_requests (
  tenant_id uuid not null,
  key_hash text not null,
  request_hash text not null,
  status integer,
  answer text,
  started_at timestamp with time zone not null default clock_timestamp(),
  constraint idempotent_requests_pkey PRIMARY KEY (tenant_id, key_hash),
  constraint idempotent_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table idempotent_requests enable row level security;

create table lanes (
  lane text not null,
  token bigint not null,
  holder text not null,
  leased_until timestamp with time zone not null,
  constraint lanes_pkey PRIMARY KEY (lane)
);

create table mapping_needs (
  tenant_id uuid not null,
  erp_connection_id uuid not null,
  kind text not null,
  source_key text not null,
  order_id uuid not null,
  label text not null,
  created_at timestamp with time zone not null default now(),
  constraint mapping_needs_pkey PRIMARY KEY (tenant_id, erp_connection_id, kind, source_key, order_id),
  constraint mapping_needs_tenant_id_erp_connection_id_fkey FOREIGN KEY (tenant_id, erp_connection_id) REFERENCES connections(tenant_id, id),
  constraint mapping_needs_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES orders(tenant_id, id),
  constraint mapping_needs_kind_check CHECK ((kind = ANY (ARRAY['product'::text, 'tax'::text, 'gateway'::text, 'location'::text, 'fallback-product'::text]))),
  constraint mapping_needs_source_key_check CHECK ((source_key <> ''::text))
);
alter table mapping_needs enable row level security;

create table mappings (
  tenant_id uuid not null,
  erp_connection_id uuid not null,
  kind text not null,
  source_key text not null,
  target_id text not null,
  target_label text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint mappings_pkey PRIMARY KEY (tenant_id, erp_connection_id, kind, source_key),
  constraint mappings_tenant_id_erp_connection_id_fkey FOREIGN KEY (tenant_id, erp_connection_id) REFERENCES connections(tenant_id, id),
  constraint mappings_kind_check CHECK ((kind = ANY (ARRAY['product'::text, 'tax'::text, 'gateway'::text, 'location'::text, 'fallback-product'::text]))),
  constraint mappings_source_key_check CHECK ((source_key <> ''::text))
);
alter table mappings enable row level security;

create table message_templates (
  tenant_id uuid not null,
  account text not null,
  name text not null,
  language text not null,
  status text,
  status_at timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  category text,
  category_at timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  quality text,
  quality_at timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  reason text,
  shape jsonb,
  updated_at timestamp with time zone not null default clock_timestamp(),
  constraint message_templates_pkey PRIMARY KEY (tenant_id, account, name, language),
  constraint message_templates_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint message_templates_category_check CHECK ((category = ANY (ARRAY['marketing'::text, 'utility'::text, 'authentication'::text])))
);
alter table message_templates enable row level security;

create table messages (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  conversation_id uuid not null,
  direction text not null,
  provider_key text,
  provider_id text,
  state text not null,
  type text not null,
  text text not null,
  content text not null,
  replies_to text,
  occurred_at timestamp with time zone not null,
  idempotency_key text,
  content_digest text,
  purpose text,
  notice text,
  order_id uuid,
  template_name text,
  template_language text,
  category text,
  not_before timestamp with time zone,
  withheld_at timestamp with time zone,
  expires_at timestamp with time zone,
  attempts integer not null default 0,
  slot_at timestamp with time zone,
  failure_code text,
  failure_facts jsonb,
  provider_code text,
  pricing jsonb,
  sending_at timestamp with time zone,
  accepted_at timestamp with time zone,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  failed_at timestamp with time zone,
  again_as uuid,
  correlation_id uuid not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default clock_timestamp(),
  constraint messages_pkey PRIMARY KEY (tenant_id, id),
  constraint messages_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint messages_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, id),
  constraint messages_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES orders(tenant_id, id),
  constraint messages_category_check CHECK ((category = ANY (ARRAY['marketing'::text, 'utility'::text, 'authentication'::text]))),
  constraint messages_check CHECK (((direction = 'in'::text) = (state = 'received'::text))),
  constraint messages_check1 CHECK (((direction = 'out'::text) = (idempotency_key IS NOT NULL))),
  constraint messages_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint messages_notice_check CHECK ((notice = ANY (ARRAY['order-confirmation'::text, 'order-cancelled'::text, 'needs-something'::text]))),
  constraint messages_purpose_check CHECK ((purpose = ANY (ARRAY['notice'::text, 'opt-out-confirmation'::text, 'staff'::text]))),
  constraint messages_state_check CHECK ((state = ANY (ARRAY['received'::text, 'queued'::text, 'sending'::text, 'outcome-unknown'::text, 'accepted'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'played'::text, 'failed'::text, 'refused'::text])))
);
alter table messages enable row level security;

create table messaging_channels (
  tenant_id uuid not null,
  connection_id uuid not null,
  paused_at timestamp with time zone,
  paused_code text,
  paused_facts jsonb,
  paused_access text,
  per_second integer not null default 20,
  spoken_for timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  templates_read_at timestamp with time zone,
  constraint messaging_channels_pkey PRIMARY KEY (tenant_id, connection_id),
  constraint messaging_channels_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint messaging_channels_per_second_check CHECK (((per_second >= 1) AND (per_second <= 1000)))
);
alter table messaging_channels enable row level security;

create table messaging_settings (
  tenant_id uuid not null,
  time_zone text,
  quiet_from text,
  quiet_until text,
  confirms_opt_out boolean not null default true,
  constraint messaging_settings_pkey PRIMARY KEY (tenant_id),
  constraint messaging_settings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id)
);
alter table messaging_settings enable row level security;

create table migrations (
  number integer not null,
  name text not null,
  digest text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (number)
);

create table notice_settings (
  tenant_id uuid not null,
  connection_id uuid not null,
  notice text not null,
  messaging_connection_id uuid not null,
  on_since timestamp with time zone,
  choices jsonb not null,
  constraint notice_settings_pkey PRIMARY KEY (tenant_id, connection_id, notice),
  constraint notice_settings_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint notice_settings_tenant_id_messaging_connection_id_fkey FOREIGN KEY (tenant_id, messaging_connection_id) REFERENCES connections(tenant_id, id),
  constraint notice_settings_notice_check CHECK ((notice = ANY (ARRAY['order-confirmation'::text, 'order-cancelled'::text, 'needs-something'::text])))
);
alter table notice_settings enable row level security;

create table order_notices (
  tenant_id uuid not null,
  connection_id uuid not null,
  source_id text not null,
  edited_at timestamp with time zone,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint order_notices_pkey PRIMARY KEY (tenant_id, connection_id, source_id),
  constraint order_notices_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint order_notices_source_id_check CHECK ((source_id <> ''::text))
);
alter table order_notices enable row level security;

create table order_refunds (
  tenant_id uuid not null,
  connection_id uuid not null,
  source_id text not null,
  order_source_id text not null,
  refunded_at timestamp with time zone,
  currency character(3),
  amount bigint,
  presentment_currency character(3),
  presentment_amount bigint,
  pending_currency character(3),
  pending_amount bigint,
  lines jsonb not null,
  shipping jsonb,
  source_at timestamp with time zone not null,
  source_digest text not null,
  correlation_id uuid not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint order_refunds_pkey PRIMARY KEY (tenant_id, connection_id, source_id),
  constraint order_refunds_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint order_refunds_order_source_id_check CHECK ((order_source_id <> ''::text)),
  constraint order_refunds_source_id_check CHECK ((source_id <> ''::text))
);
alter table order_refunds enable row level security;

create table orders (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  source_id text not null,
  name text not null,
  state text not null,
  payment_status text not null,
  erp_state text not null,
  wanted text not null,
  reason_code text,
  reason_facts jsonb,
  currency character(3) not null,
  total bigint not null,
  tax bigint not null,
  presentment_currency character(3) not null,
  presentment_total bigint not null,
  test boolean not null,
  customer_id uuid,
  placed_at timestamp with time zone not null,
  source_occurred_at timestamp with time zone not null,
  source_triggered_at timestamp with time zone,
  source_digest text not null,
  needs_refetch boolean not null default false,
  content_digest text not null,
  revision integer not null default 1,
  document text not null,
  correlation_id uuid not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  edited_at timestamp with time zone,
  deleted_at timestamp with time zone,
  source_rivals jsonb not null default '[]'::jsonb,
  people_version jsonb,
  constraint orders_tenant_id_connection_id_source_id_key UNIQUE (tenant_id, connection_id, source_id),
  constraint orders_pkey PRIMARY KEY (tenant_id, id),
  constraint orders_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint orders_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers(tenant_id, id),
  constraint orders_erp_state_check CHECK ((erp_state = ANY (ARRAY['recorded'::text, 'waiting'::text, 'parked'::text, 'held'::text, 'confirmed'::text, 'short'::text, 'cancelled'::text]))),
  constraint orders_source_id_check CHECK ((source_id <> ''::text)),
  constraint orders_state_check CHECK ((state = ANY (ARRAY['open'::text, 'cancelled'::text]))),
  constraint orders_wanted_check CHECK ((wanted = ANY (ARRAY['none'::text, 'draft'::text, 'confirmed'::text, 'cancelled'::text])))
);
alter table orders enable row level security;

create table privacy_requests (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  kind text not null,
  request_key text not null,
  subject text not null,
  state text not null default 'open'::text,
  note text,
  requested_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  correlation_id uuid not null,
  created_at timestamp with time zone not null default now(),
  constraint privacy_requests_tenant_id_connection_id_request_key_key UNIQUE (tenant_id, connection_id, request_key),
  constraint privacy_requests_pkey PRIMARY KEY (tenant_id, id),
  constraint privacy_requests_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint privacy_requests_kind_check CHECK ((kind = ANY (ARRAY['hand-over'::text, 'erase-person'::text, 'erase-shop'::text]))),
  constraint privacy_requests_request_key_check CHECK ((request_key <> ''::text)),
  constraint privacy_requests_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'set-aside'::text])))
);
alter table privacy_requests enable row level security;

create table seen_skus (
  tenant_id uuid not null,
  connection_id uuid not null,
  sku text not null,
  title text not null,
  product_source_id text,
  variant_source_id text,
  first_seen_at timestamp with time zone not null default clock_timestamp(),
  last_seen_at timestamp with time zone not null default clock_timestamp(),
  constraint seen_skus_pkey PRIMARY KEY (tenant_id, connection_id, sku),
  constraint seen_skus_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint seen_skus_sku_check CHECK ((sku <> ''::text))
);
alter table seen_skus enable row level security;

create table tasks (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  kind text not null,
  message text not null,
  state text not null default 'open'::text,
  created_at timestamp with time zone not null default now(),
  closed_at timestamp with time zone,
  closed_reason text,
  constraint tasks_pkey PRIMARY KEY (tenant_id, id),
  constraint tasks_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES orders(tenant_id, id),
  constraint tasks_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);
alter table tasks enable row level security;

create table tenants (
  tenant_id uuid not null,
  slug text not null,
  name text not null,
  country character(2) not null,
  created_at timestamp with time zone not null default now(),
  cors_origins text[] not null default '{}'::text[],
  constraint tenants_slug_key UNIQUE (slug),
  constraint tenants_pkey PRIMARY KEY (tenant_id),
  constraint tenants_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint tenants_name_check CHECK ((name <> ''::text)),
  constraint tenants_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
);
alter table tenants enable row level security;

create table timeline (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  correlation_id uuid not null,
  at timestamp with time zone not null default clock_timestamp(),
  kind text not null,
  message text not null,
  facts jsonb not null default '{}'::jsonb,
  constraint timeline_pkey PRIMARY KEY (tenant_id, id),
  constraint timeline_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES orders(tenant_id, id)
);
alter table timeline enable row level security;

create table work (
  tenant_id uuid not null,
  id uuid not null,
  lane text not null,
  seq bigint not null generated always as identity,
  kind text not null,
  version integer not null,
  payload jsonb not null,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  next_at timestamp with time zone not null default now(),
  correlation_id uuid not null,
  subject_kind text,
  subject_id text,
  cause_code text,
  cause_facts jsonb,
  cause_detail text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  dismissed_reason text,
  constraint work_pkey PRIMARY KEY (tenant_id, id),
  constraint work_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  constraint work_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text, 'dismissed'::text])))
);
alter table work enable row level security;

create table work_paused (
  only_row boolean not null default true,
  since timestamp with time zone not null default clock_timestamp(),
  constraint work_paused_pkey PRIMARY KEY (only_row),
  constraint work_paused_only_row_check CHECK (only_row)
);

create table worker_beats (
  worker text not null,
  started_at timestamp with time zone not null default clock_timestamp(),
  beat_at timestamp with time zone not null default clock_timestamp(),
  swept_at timestamp with time zone,
  providers jsonb not null default '{}'::jsonb,
  constraint worker_beats_pkey PRIMARY KEY (worker)
);

create sequence lane_tokens;

CREATE INDEX alerts_closed ON crossdock.alerts USING btree (tenant_id, dedupe_key, closed_at DESC) WHERE (state = 'closed'::text);

CREATE UNIQUE INDEX alerts_of_key ON crossdock.alerts USING btree (tenant_id, dedupe_key) WHERE (state <> 'closed'::text);

CREATE UNIQUE INDEX api_keys_by_id ON crossdock.api_keys USING btree (id);

CREATE INDEX channel_hours_by_time ON crossdock.channel_hours USING btree (tenant_id, hour DESC);

CREATE INDEX connection_timeline_of ON crossdock.connection_timeline USING btree (tenant_id, connection_id, id);

CREATE UNIQUE INDEX consents_of ON crossdock.consents USING btree (tenant_id, kind, key, scope, at, choice, source);

CREATE UNIQUE INDEX conversation_keys_now ON crossdock.conversation_keys USING btree (tenant_id, connection_id, kind, key) WHERE (ended_at IS NULL);

CREATE INDEX conversation_keys_of ON crossdock.conversation_keys USING btree (tenant_id, conversation_id);

CREATE INDEX conversation_keys_passed ON crossdock.conversation_keys USING btree (tenant_id, kind, key, ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX conversation_keys_then ON crossdock.conversation_keys USING btree (tenant_id, connection_id, kind, key, ended_at);

CREATE INDEX conversations_by_message ON crossdock.conversations USING btree (tenant_id, last_message_id DESC, id DESC);

CREATE INDEX conversations_of_customer ON crossdock.conversations USING btree (tenant_id, customer_id);

CREATE INDEX conversations_of_number ON crossdock.conversations USING btree (tenant_id, connection_id, last_message_id DESC);

CREATE INDEX customer_keys_by_customer ON crossdock.customer_keys USING btree (tenant_id, customer_id);

CREATE INDEX customers_by_last4 ON crossdock.customers USING btree (tenant_id, phone_last4);

CREATE INDEX early_statuses_by_time ON crossdock.early_statuses USING btree (created_at);

CREATE UNIQUE INDEX endpoint_connections_by_account ON crossdock.endpoint_connections USING btree (endpoint_id, provider_key);

CREATE INDEX endpoint_connections_of_connection ON crossdock.endpoint_connections USING btree (tenant_id, connection_id);

CREATE UNIQUE INDEX endpoints_by_id ON crossdock.endpoints USING btree (id);

CREATE INDEX erp_documents_by_erp_id ON crossdock.erp_documents USING btree (tenant_id, connection_id, erp_id);

CREATE INDEX events_by_connection ON crossdock.events USING btree (tenant_id, connection_id, received_at DESC, id DESC);

CREATE INDEX events_by_subject ON crossdock.events USING btree (tenant_id, connection_id, subject_id, received_at);

CREATE INDEX events_by_time ON crossdock.events USING btree (tenant_id, received_at DESC, id DESC);

CREATE INDEX idempotent_requests_by_age ON crossdock.idempotent_requests USING btree (tenant_id, started_at);

CREATE INDEX mapping_needs_of_order ON crossdock.mapping_needs USING btree (tenant_id, order_id);

CREATE UNIQUE INDEX messages_by_provider_key ON crossdock.messages USING btree (tenant_id, connection_id, provider_key) WHERE (provider_key IS NOT NULL);

CREATE INDEX messages_by_state ON crossdock.messages USING btree (tenant_id, state, id DESC);

CREATE INDEX messages_of_conversation ON crossdock.messages USING btree (tenant_id, conversation_id, id DESC);

CREATE INDEX messages_of_number ON crossdock.messages USING btree (tenant_id, connection_id, id DESC);

CREATE INDEX messages_of_order ON crossdock.messages USING btree (tenant_id, order_id, id DESC) WHERE (order_id IS NOT NULL);

CREATE UNIQUE INDEX messages_once ON crossdock.messages USING btree (tenant_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE INDEX order_refunds_of_order ON crossdock.order_refunds USING btree (tenant_id, connection_id, order_source_id);

CREATE INDEX orders_by_change ON crossdock.orders USING btree (tenant_id, updated_at DESC, id DESC);

CREATE INDEX orders_by_connection ON crossdock.orders USING btree (tenant_id, connection_id, placed_at DESC, id DESC);

CREATE INDEX orders_by_customer ON crossdock.orders USING btree (tenant_id, customer_id, placed_at DESC);

CREATE INDEX orders_by_erp_state_and_time ON crossdock.orders USING btree (tenant_id, erp_state, placed_at DESC, id DESC);

CREATE INDEX orders_by_name ON crossdock.orders USING btree (tenant_id, name);

CREATE INDEX orders_by_source ON crossdock.orders USING btree (tenant_id, source_id);

CREATE INDEX orders_by_time ON crossdock.orders USING btree (tenant_id, placed_at DESC, id DESC);

CREATE INDEX orders_cancelled ON crossdock.orders USING btree (tenant_id, placed_at DESC, id DESC) WHERE (state = 'cancelled'::text);

CREATE INDEX privacy_requests_by_state ON crossdock.privacy_requests USING btree (tenant_id, state, due_at, id);

CREATE INDEX privacy_requests_by_time ON crossdock.privacy_requests USING btree (tenant_id, due_at, id);

CREATE INDEX seen_skus_by_sku ON crossdock.seen_skus USING btree (tenant_id, sku, connection_id);

CREATE INDEX tasks_by_state ON crossdock.tasks USING btree (tenant_id, state, created_at DESC, id DESC);

CREATE INDEX tasks_of_order ON crossdock.tasks USING btree (tenant_id, order_id, created_at DESC, id DESC);

CREATE UNIQUE INDEX tasks_open ON crossdock.tasks USING btree (tenant_id, order_id, kind) WHERE (state = 'open'::text);

CREATE INDEX timeline_of_order ON crossdock.timeline USING btree (tenant_id, order_id, id);

CREATE INDEX work_by_subject ON crossdock.work USING btree (tenant_id, subject_kind, subject_id, seq);

CREATE INDEX work_dead_by_cause_and_time ON crossdock.work USING btree (tenant_id, cause_code, finished_at DESC, id DESC) WHERE (state = 'dead'::text);

CREATE INDEX work_dead_by_kind ON crossdock.work USING btree (kind) WHERE (state = 'dead'::text);

CREATE INDEX work_dead_by_subject ON crossdock.work USING btree (tenant_id, subject_kind, subject_id) WHERE (state = 'dead'::text);

CREATE INDEX work_dead_by_time ON crossdock.work USING btree (tenant_id, finished_at DESC, id DESC) WHERE (state = 'dead'::text);

CREATE INDEX work_done_by_time ON crossdock.work USING btree (finished_at) WHERE (state = 'done'::text);

CREATE INDEX work_waiting_by_kind ON crossdock.work USING btree (kind, next_at) WHERE (state = 'waiting'::text);

CREATE INDEX work_waiting_by_lane ON crossdock.work USING btree (lane, seq) WHERE (state = 'waiting'::text);

create policy one_tenant on alert_recipients using (tenant_id = current_tenant());

create policy one_tenant on alert_tellings using (tenant_id = current_tenant());

create policy one_tenant on alerts using (tenant_id = current_tenant());

create policy one_tenant on api_keys using (tenant_id = current_tenant());

create policy one_tenant on channel_hours using (tenant_id = current_tenant());

create policy one_tenant on connection_timeline using (tenant_id = current_tenant());

create policy one_tenant on connections using (tenant_id = current_tenant());

create policy one_tenant on consents using (tenant_id = current_tenant());

create policy one_tenant on conversation_keys using (tenant_id = current_tenant());

create policy one_tenant on conversations using (tenant_id = current_tenant());

create policy one_tenant on customer_keys using (tenant_id = current_tenant());

create policy one_tenant on customers using (tenant_id = current_tenant());

create policy one_tenant on data_keys using (tenant_id = current_tenant());

create policy one_tenant on deliveries using (tenant_id = current_tenant());

create policy one_tenant on early_statuses using (tenant_id = current_tenant());

create policy one_tenant on endpoint_connections using (tenant_id = current_tenant());

create policy one_tenant on endpoint_counters using (tenant_id = current_tenant());

create policy one_tenant on endpoints using (tenant_id = current_tenant());

create policy one_tenant on erp_documents using (tenant_id = current_tenant());

create policy one_tenant on erp_fences using (tenant_id = current_tenant());

create policy one_tenant on events using (tenant_id = current_tenant());

create policy one_tenant on idempotent_requests using (tenant_id = current_tenant());

create policy one_tenant on mapping_needs using (tenant_id = current_tenant());

create policy one_tenant on mappings using (tenant_id = current_tenant());

create policy one_tenant on message_templates using (tenant_id = current_tenant());

create policy one_tenant on messages using (tenant_id = current_tenant());

create policy one_tenant on messaging_channels using (tenant_id = current_tenant());

create policy one_tenant on messaging_settings using (tenant_id = current_tenant());

create policy one_tenant on notice_settings using (tenant_id = current_tenant());

create policy one_tenant on order_notices using (tenant_id = current_tenant());

create policy one_tenant on order_refunds using (tenant_id = current_tenant());

create policy one_tenant on orders using (tenant_id = current_tenant());

create policy one_tenant on privacy_requests using (tenant_id = current_tenant());

create policy one_tenant on seen_skus using (tenant_id = current_tenant());

create policy one_tenant on tasks using (tenant_id = current_tenant());

create policy one_tenant on tenants using (tenant_id = current_tenant());

create policy one_tenant on timeline using (tenant_id = current_tenant());

create policy one_tenant on work using (tenant_id = current_tenant());

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF address ON crossdock.alert_recipients FOR EACH ROW EXECUTE FUNCTION guard_sealed_alert_recipients();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF secrets ON crossdock.connections FOR EACH ROW EXECUTE FUNCTION guard_sealed_connections();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF reason ON crossdock.consents FOR EACH ROW EXECUTE FUNCTION guard_sealed_consents();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF phone, user_id, name ON crossdock.conversations FOR EACH ROW EXECUTE FUNCTION guard_sealed_conversations();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF name, email, phone ON crossdock.customers FOR EACH ROW EXECUTE FUNCTION guard_sealed_customers();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF body ON crossdock.deliveries FOR EACH ROW EXECUTE FUNCTION guard_sealed_deliveries();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF secrets ON crossdock.endpoints FOR EACH ROW EXECUTE FUNCTION guard_sealed_endpoints();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF document ON crossdock.erp_documents FOR EACH ROW EXECUTE FUNCTION guard_sealed_erp_documents();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF answer ON crossdock.idempotent_requests FOR EACH ROW EXECUTE FUNCTION guard_sealed_idempotent_requests();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF provider_id, text, content ON crossdock.messages FOR EACH ROW EXECUTE FUNCTION guard_sealed_messages();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF document ON crossdock.orders FOR EACH ROW EXECUTE FUNCTION guard_sealed_orders();

CREATE TRIGGER sealed_with_a_key_of_now BEFORE INSERT OR UPDATE OF subject ON crossdock.privacy_requests FOR EACH ROW EXECUTE FUNCTION guard_sealed_privacy_requests();

CREATE OR REPLACE FUNCTION crossdock.count_at_endpoint(p_endpoint uuid, p_outcome text, p_n bigint)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  insert into endpoint_counters (tenant_id, endpoint_id, day, outcome, n)
  select e.tenant_id, e.id, (now() at time zone 'UTC')::date, p_outcome, p_n from endpoints e where e.id = p_endpoint
  on conflict (tenant_id, endpoint_id, day, outcome) do update set n = endpoint_counters.n + excluded.n
$function$
;

CREATE OR REPLACE FUNCTION crossdock.current_tenant()
 RETURNS uuid
 LANGUAGE sql
 STABLE
RETURN (NULLIF(current_setting('crossdock.tenant_id'::text, true), ''::text))::uuid
;

CREATE OR REPLACE FUNCTION crossdock.data_keys_of_tenant()
 RETURNS TABLE(id text, purpose text, wrapped text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
BEGIN ATOMIC
 SELECT k.id,
     k.purpose,
     k.wrapped
    FROM data_keys k
   WHERE (k.tenant_id = current_tenant())
   ORDER BY k.created_at DESC, k.id DESC;
END
;

CREATE OR REPLACE FUNCTION crossdock.drop_old_deliveries(retention interval)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
declare
  partition record;
  dropped int := 0;
begin
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'deliveries'::regclass
  loop
    if to_date(right(partition.relname, 7), 'YYYY_MM') + interval '1 month' < now() - greatest(retention, interval '7 days') then
      execute format('drop table %I', partition.relname);
      dropped := dropped + 1;
    end if;
  end loop;
  return dropped;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.due_work(p_lane text, p_token bigint, p_limit integer)
 RETURNS TABLE(tenant_id uuid, id uuid, kind text, version integer, payload jsonb, attempts integer, correlation_id uuid, subject_kind text, subject_id text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  select w.tenant_id, w.id, w.kind, w.version, w.payload, w.attempts, w.correlation_id, w.subject_kind, w.subject_id
  from work w
  where w.lane = p_lane and w.state = 'waiting' and w.next_at <= clock_timestamp()
    and exists (select from lanes l where l.lane = p_lane and l.token = p_token)
  order by w.seq limit p_limit
$function$
;

CREATE OR REPLACE FUNCTION crossdock.end_erp_turn(p_holder uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ update erp_databases set turn_holder = null, turn_until = null where turn_holder = p_holder $function$
;

CREATE OR REPLACE FUNCTION crossdock.end_worker_beat(p_worker text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ delete from worker_beats where worker = p_worker $function$
;

CREATE OR REPLACE FUNCTION crossdock.ensure_delivery_partitions()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
declare
  month timestamptz;
  name text;
begin
  for i in -1..2 loop
    month := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + make_interval(months => i);
    name := 'deliveries_' || to_char(month at time zone 'UTC', 'YYYY_MM');
    if to_regclass('crossdock.' || name) is null then
      execute format('create table %I partition of deliveries for values from (%L) to (%L)', name, month, month + interval '1 month');
      execute format('alter table %I enable row level security', name);
      execute format('create policy one_tenant on %I using (tenant_id = current_tenant())', name);
    end if;
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.ensure_erp_database(p_id uuid, p_names text[], p_min_interval_ms integer)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
declare
  known uuid;
  other uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('crossdock erp databases', 0));
  select n.erp_database_id into known from erp_database_names n
  where n.name = any (p_names) order by array_position(p_names, n.name) limit 1;
  if known is null then
    insert into erp_databases (id, min_interval_ms) values (p_id, p_min_interval_ms);
    known := p_id;
  end if;
  for other in
    select distinct n.erp_database_id from erp_database_names n where n.name = any (p_names) and n.erp_database_id <> known
  loop
    perform merge_erp_databases(known, other);
  end loop;
  insert into erp_database_names (name, erp_database_id) select name, known from unnest(p_names) as name on conflict (name) do nothing;
  return known;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.erp_database_limits(p_database uuid)
 RETURNS TABLE(min_interval_ms integer, max_batch integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ select d.min_interval_ms, d.max_batch from erp_databases d where d.id = p_database $function$
;

CREATE OR REPLACE FUNCTION crossdock.fence_backlog()
 RETURNS TABLE(open bigint, oldest_ms double precision)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  select count(*), coalesce(extract(epoch from clock_timestamp() - min(f.sent_at)) * 1000, 0)::double precision from erp_fences f
$function$
;

CREATE OR REPLACE FUNCTION crossdock.fences_of_tenant(p_older_than interval)
 RETURNS TABLE(connection_id uuid, orders bigint, oldest timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  select f.connection_id, sum(cardinality(f.erp_ids)), min(f.sent_at) from erp_fences f
  where f.tenant_id = current_tenant() and f.sent_at < clock_timestamp() - p_older_than
  group by f.connection_id
$function$
;

CREATE OR REPLACE FUNCTION crossdock.find_accounts(p_endpoint uuid, p_keys text[])
 RETURNS TABLE(provider_key text, tenant_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
BEGIN ATOMIC
 SELECT c.provider_key,
     c.tenant_id
    FROM endpoint_connections c
   WHERE ((c.endpoint_id = find_accounts.p_endpoint) AND (c.provider_key = ANY (find_accounts.p_keys)));
END
;

CREATE OR REPLACE FUNCTION crossdock.find_api_key(p_id uuid, p_secret_hash text)
 RETURNS TABLE(tenant_id uuid, slug text, id uuid, name text, scopes text[], expires_at timestamp with time zone, revoked_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
BEGIN ATOMIC
 SELECT k.tenant_id,
     t.slug,
     k.id,
     k.name,
     k.scopes,
     k.expires_at,
     k.revoked_at
    FROM (api_keys k
      JOIN tenants t ON ((t.tenant_id = k.tenant_id)))
   WHERE ((k.id = find_api_key.p_id) AND (k.secret_hash = find_api_key.p_secret_hash));
END
;

CREATE OR REPLACE FUNCTION crossdock.find_endpoint(p_endpoint uuid)
 RETURNS TABLE(tenant_id uuid, id uuid, provider text, secrets text, body_limit_bytes integer, shared boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
BEGIN ATOMIC
 SELECT e.tenant_id,
     e.id,
     e.provider,
     e.secrets,
     e.body_limit_bytes,
     e.shared
    FROM endpoints e
   WHERE ((e.id = find_endpoint.p_endpoint) AND e.active);
END
;

CREATE OR REPLACE FUNCTION crossdock.forget_abandoned_lanes()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ delete from lanes where leased_until < now() - interval '1 day' $function$
;

CREATE OR REPLACE FUNCTION crossdock.forget_done_work(p_older_than interval, p_limit integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  with gone as (
    delete from work where (tenant_id, id) in (
      select w.tenant_id, w.id from work w where w.state = 'done' and w.finished_at < now() - p_older_than limit p_limit
    ) returning 1
  ) select count(*) from gone
$function$
;

CREATE OR REPLACE FUNCTION crossdock.forget_early_statuses(p_older_than interval, p_limit integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  with gone as (
    delete from early_statuses where (tenant_id, connection_id, provider_key, state) in (
      select s.tenant_id, s.connection_id, s.provider_key, s.state from early_statuses s
      where s.created_at < now() - p_older_than limit p_limit
    ) returning 1
  ) select count(*) from gone
$function$
;

CREATE OR REPLACE FUNCTION crossdock.forget_lost_workers()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ delete from worker_beats where beat_at < clock_timestamp() - interval '1 day' $function$
;

CREATE OR REPLACE FUNCTION crossdock.forgotten_lanes(p_limit integer)
 RETURNS TABLE(lane text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  with recursive waiting(lane) as (
    (select w.lane from work w where w.state = 'waiting' order by w.lane limit 1)
    union all
    select (select w.lane from work w where w.state = 'waiting' and w.lane > waiting.lane order by w.lane limit 1)
    from waiting where waiting.lane is not null
  )
  select waiting.lane from waiting
  where waiting.lane is not null and not exists (select from work_paused)
    and exists (select from work w where w.lane = waiting.lane and w.state = 'waiting' and w.next_at <= clock_timestamp())
    and not exists (select from lanes l where l.lane = waiting.lane and l.leased_until >= clock_timestamp())
  limit p_limit
$function$
;

CREATE OR REPLACE FUNCTION crossdock.forward_merged_lane(p_lane text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
declare
  target uuid;
begin
  select m.erp_database_id into target from erp_merged_lanes m where m.lane = p_lane;
  if target is null then return false; end if;
  update work set lane = 'erp:' || target, payload = payload || jsonb_build_object('erpDatabaseId', target)
  where lane = p_lane and state = 'waiting';
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed(p_table text, p_columns text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
declare
  guard text := 'guard_sealed_' || p_table;
  checks text;
begin
  select string_agg(format(
    'if new.%1$I is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id '
    'and k.id = split_part(new.%1$I, ''.'', 2) and k.purpose = ''encrypt'' and k.retired_at is null) then '
    'raise exception ''%2$s.%1$s is sealed with a key that is retired or gone'' using errcode = ''XD002''; end if;',
    name, p_table), E'\n  ' order by place)
  into checks from unnest(p_columns) with ordinality as c(name, place);
  execute format(
    E'create or replace function %I() returns trigger\n  language plpgsql security definer set search_path = crossdock, pg_temp\n'
    'as $guard$\nbegin\n  %s\n  return new;\nend $guard$', guard, checks);
  execute format('revoke all on function %I() from public', guard);
  if exists (
    select from pg_trigger t
    where t.tgrelid = p_table::regclass and t.tgname = 'sealed_with_a_key_of_now'
      and (select array_agg(a.attname::text order by a.attname) from pg_attribute a
           where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr)) = (select array_agg(c order by c) from unnest(p_columns) c)
  ) then return; end if;
  execute format('drop trigger if exists sealed_with_a_key_of_now on %I', p_table);
  execute format('create trigger sealed_with_a_key_of_now before insert or update of %s on %I for each row execute function %I()',
    (select string_agg(format('%I', c), ', ') from unnest(p_columns) c), p_table, guard);
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_alert_recipients()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.address is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.address, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'alert_recipients.address is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_connections()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.secrets is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.secrets, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'connections.secrets is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_consents()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.reason is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.reason, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'consents.reason is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_conversations()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.phone is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.phone, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'conversations.phone is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  if new.user_id is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.user_id, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'conversations.user_id is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  if new.name is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.name, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'conversations.name is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_customers()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.name is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.name, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'customers.name is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  if new.email is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.email, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'customers.email is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  if new.phone is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.phone, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'customers.phone is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.body is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.body, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'deliveries.body is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_endpoints()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.secrets is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.secrets, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'endpoints.secrets is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_erp_documents()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.document is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.document, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'erp_documents.document is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_idempotent_requests()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.answer is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.answer, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'idempotent_requests.answer is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_messages()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.provider_id is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.provider_id, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'messages.provider_id is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  if new.text is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.text, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'messages.text is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  if new.content is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.content, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'messages.content is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_orders()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.document is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.document, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'orders.document is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.guard_sealed_privacy_requests()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if new.subject is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id and k.id = split_part(new.subject, '.', 2) and k.purpose = 'encrypt' and k.retired_at is null) then raise exception 'privacy_requests.subject is sealed with a key that is retired or gone' using errcode = 'XD002'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.hold_lane(p_lane text, p_token bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  perform from lanes where lane = p_lane and token = p_token for share;
  return found;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.merge_erp_databases(p_winner uuid, p_loser uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  insert into lanes (lane, token, holder, leased_until)
  values ('erp:' || p_loser, nextval('lane_tokens'), 'merged', clock_timestamp())
  on conflict (lane) do update set token = excluded.token, holder = excluded.holder, leased_until = excluded.leased_until;
  update erp_merged_lanes set erp_database_id = p_winner where erp_database_id = p_loser;
  insert into erp_merged_lanes (lane, erp_database_id) values ('erp:' || p_loser, p_winner);
  perform forward_merged_lane('erp:' || p_loser);
  update erp_fences set erp_database_id = p_winner where erp_database_id = p_loser;
  -- A tenant that was connected under both keeps both connections; the key of the second stays what it was.
  update connections c set provider_key = p_winner || ':' || c.erp_company_id
  where c.erp_database_id = p_loser and not exists (
    select from connections o where o.tenant_id = c.tenant_id and o.provider = c.provider
      and o.provider_key = p_winner || ':' || c.erp_company_id);
  update connections set erp_database_id = p_winner where erp_database_id = p_loser;
  update erp_database_names set erp_database_id = p_winner where erp_database_id = p_loser;
  -- The stricter of the two limits.
  update erp_databases w set min_interval_ms = greatest(w.min_interval_ms, l.min_interval_ms),
    max_batch = least(w.max_batch, l.max_batch), next_call_at = greatest(w.next_call_at, l.next_call_at)
  from erp_databases l where w.id = p_winner and l.id = p_loser;
  delete from erp_databases where id = p_loser;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.migrations_head()
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ select coalesce(max(number), 0) from migrations $function$
;

CREATE OR REPLACE FUNCTION crossdock.note_worker_beat(p_worker text, p_swept_ms_ago double precision, p_providers jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  insert into worker_beats as b (worker, swept_at, providers)
  values (p_worker, clock_timestamp() - make_interval(secs => p_swept_ms_ago / 1000.0), p_providers)
  on conflict (worker) do update set beat_at = clock_timestamp(), swept_at = excluded.swept_at, providers = excluded.providers
$function$
;

CREATE OR REPLACE FUNCTION crossdock.open_alerts()
 RETURNS TABLE(kind text, open bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ select a.kind, count(*) from alerts a where a.state <> 'closed' group by a.kind $function$
;

CREATE OR REPLACE FUNCTION crossdock.open_fences(p_token bigint, p_database uuid)
 RETURNS TABLE(id uuid, tenant_id uuid, connection_id uuid, erp_ids text[], age_ms double precision)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  select f.id, f.tenant_id, f.connection_id, f.erp_ids, extract(epoch from clock_timestamp() - f.sent_at) * 1000
  from erp_fences f
  where f.erp_database_id = p_database and hold_lane('erp:' || p_database, p_token)
  order by f.sent_at
$function$
;

CREATE OR REPLACE FUNCTION crossdock.put_fence(p_token bigint, p_database uuid, p_id uuid, p_tenant uuid, p_connection uuid, p_erp_ids text[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
begin
  if not hold_lane('erp:' || p_database, p_token) then raise exception 'lane lost' using errcode = 'XD001'; end if;
  insert into erp_fences (erp_database_id, id, tenant_id, connection_id, erp_ids, token)
  values (p_database, p_id, p_tenant, p_connection, p_erp_ids, p_token);
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.record_deliveries(p_endpoints uuid[], p_tenants uuid[], p_deliveries uuid[], p_received_at timestamp with time zone[], p_headers jsonb[], p_bodies text[], p_body_bytes integer[], p_events jsonb[])
 RETURNS TABLE(place bigint, event_id uuid, outcome text, lane text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
  with delivered as (
    select * from unnest(p_endpoints, p_tenants, p_deliveries, p_received_at, p_headers, p_bodies, p_body_bytes, p_events)
      with ordinality as d(endpoint_id, tenant_id, id, received_at, headers, body, body_bytes, events, place)
  ), found as (
    select d.place, d.endpoint_id, d.id as delivery_id, d.received_at, h.*, c.tenant_id, c.connection_id,
      c.tenant_id is not null and c.tenant_id is not distinct from d.tenant_id as ours,
      h."laneKind" || ':' || c.connection_id || ':' || h."laneKey" as lane
    from delivered d
    cross join lateral jsonb_to_recordset(d.events) as h(
      "id" uuid, "workId" uuid, "correlationId" uuid, "providerKey" text, "dedupeKey" text, "topic" text,
      "subjectKind" text, "subjectId" text, "occurredAt" timestamptz, "triggeredAt" timestamptz, "causeId" text,
      "digest" text, "jobKind" text, "jobVersion" int, "laneKind" text, "laneKey" text)
    -- One at a time: the planner takes a body for a hundred events, and would rather read all accounts there are.
    left join lateral (
      select a.tenant_id, a.connection_id from endpoint_connections a
      where a.endpoint_id = d.endpoint_id and a.provider_key = h."providerKey" limit 1
    ) c on true
  ), fresh as (
    -- In one order everywhere: bodies that repeat each other's events wait for one another and never in a circle.
    insert into events (tenant_id, id, connection_id, dedupe_key, topic, subject_kind, subject_id, occurred_at,
      triggered_at, cause_id, digest, correlation_id, delivery_id, received_at)
    select f.tenant_id, f.id, f.connection_id, f."dedupeKey", f.topic, f."subjectKind", f."subjectId", f."occurredAt",
      f."triggeredAt", f."causeId", f.digest, f."correlationId", f.delivery_id, f.received_at
    from found f where f.ours
    order by f.tenant_id, f.connection_id, f."dedupeKey", f.id
    on conflict (tenant_id, connection_id, dedupe_key) do nothing
    returning events.id, events.delivery_id
  ), kept as (
    insert into deliveries (tenant_id, id, endpoint_id, received_at, headers, body, body_bytes)
    select d.tenant_id, d.id, d.endpoint_id, d.received_at, d.headers, d.body, d.body_bytes
    from delivered d where d.id in (select fresh.delivery_id from fresh)
  ), queued as (
    insert into work (tenant_id, id, lane, kind, version, payload, correlation_id, subject_kind, subject_id)
    select f.tenant_id, f."workId", f.lane, f."jobKind", f."jobVersion",
      jsonb_build_object('tenantId', f.tenant_id, 'eventId', f.id, 'connectionId', f.connection_id),
      f."correlationId", 'event', f.id::text
    from found f join fresh on fresh.id = f.id where f."jobKind" is not null
    order by f.id
  ), nobody as (
    insert into endpoint_counters (tenant_id, endpoint_id, day, outcome, n)
    select e.tenant_id, e.id, (f.received_at at time zone 'UTC')::date, 'nobody', count(*)
    from found f join endpoints e on e.id = f.endpoint_id where f.tenant_id is null
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (tenant_id, endpoint_id, day, outcome) do update set n = endpoint_counters.n + excluded.n
  )
  select f.place, f.id,
    case when f.tenant_id is null then 'nobody' when not f.ours then 'moved' when fresh.id is null then 'duplicate'
      else 'recorded' end,
    case when fresh.id is not null and f."jobKind" is not null then f.lane end
  from found f left join fresh on fresh.id = f.id
$function$
;

CREATE OR REPLACE FUNCTION crossdock.record_delivery(p_endpoint uuid, p_delivery uuid, p_received_at timestamp with time zone, p_headers jsonb, p_body text, p_body_bytes integer, p_events jsonb)
 RETURNS TABLE(event_id uuid, outcome text, lane text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  with heard as (
    select * from jsonb_to_recordset(p_events) as h(
      "id" uuid, "workId" uuid, "correlationId" uuid, "providerKey" text, "dedupeKey" text, "topic" text,
      "subjectKind" text, "subjectId" text, "occurredAt" timestamptz, "triggeredAt" timestamptz, "causeId" text,
      "digest" text, "jobKind" text, "jobVersion" int, "laneKind" text, "laneKey" text)
  ), found as (
    select h.*, c.tenant_id, c.connection_id,
      h."laneKind" || ':' || c.connection_id || ':' || h."laneKey" as lane
    from heard h
    join endpoints e on e.id = p_endpoint
    left join endpoint_connections c on c.tenant_id = e.tenant_id and c.endpoint_id = e.id and c.provider_key = h."providerKey"
  ), fresh as (
    insert into events (tenant_id, id, connection_id, dedupe_key, topic, subject_kind, subject_id, occurred_at,
      triggered_at, cause_id, digest, correlation_id, delivery_id, received_at)
    select f.tenant_id, f.id, f.connection_id, f."dedupeKey", f.topic, f."subjectKind", f."subjectId", f."occurredAt",
      f."triggeredAt", f."causeId", f.digest, f."correlationId", p_delivery, p_received_at
    from found f where f.tenant_id is not null
    on conflict (tenant_id, connection_id, dedupe_key) do nothing
    returning events.id
  ), kept as (
    insert into deliveries (tenant_id, id, endpoint_id, received_at, headers, body, body_bytes)
    select e.tenant_id, p_delivery, p_endpoint, p_received_at, p_headers, p_body, p_body_bytes
    from endpoints e where e.id = p_endpoint and exists (select from fresh)
  ), queued as (
    insert into work (tenant_id, id, lane, kind, version, payload, correlation_id, subject_kind, subject_id)
    select f.tenant_id, f."workId", f.lane, f."jobKind", f."jobVersion",
      jsonb_build_object('tenantId', f.tenant_id, 'eventId', f.id, 'connectionId', f.connection_id),
      f."correlationId", 'event', f.id::text
    from found f join fresh on fresh.id = f.id where f."jobKind" is not null
  ), nobody as (
    insert into endpoint_counters (tenant_id, endpoint_id, day, outcome, n)
    select e.tenant_id, p_endpoint, (p_received_at at time zone 'UTC')::date, 'nobody', count(*)
    from found f join endpoints e on e.id = p_endpoint where f.tenant_id is null
    group by e.tenant_id
    on conflict (tenant_id, endpoint_id, day, outcome) do update set n = endpoint_counters.n + excluded.n
  )
  select f.id,
    case when f.tenant_id is null then 'nobody' when fresh.id is null then 'duplicate' else 'recorded' end,
    case when fresh.id is not null and f."jobKind" is not null then f.lane end
  from found f left join fresh on fresh.id = f.id
$function$
;

CREATE OR REPLACE FUNCTION crossdock.release_lane(p_lane text, p_token bigint)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ delete from lanes where lane = p_lane and token = p_token $function$
;

CREATE OR REPLACE FUNCTION crossdock.remove_fence(p_token bigint, p_database uuid, p_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  delete from erp_fences where erp_database_id = p_database and id = p_id and hold_lane('erp:' || p_database, p_token)
$function$
;

CREATE OR REPLACE FUNCTION crossdock.renew_lane(p_lane text, p_token bigint, p_lease_ms integer)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  with renewed as (
    update lanes set leased_until = clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0)
    where lane = p_lane and token = p_token returning 1
  ) select exists (select from renewed)
$function$
;

CREATE OR REPLACE FUNCTION crossdock.seen_workers()
 RETURNS TABLE(worker text, up_ms double precision, beat_ms_ago double precision, swept_ms_ago double precision, providers jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  select b.worker, extract(epoch from clock_timestamp() - b.started_at)::double precision * 1000,
    extract(epoch from clock_timestamp() - b.beat_at)::double precision * 1000,
    extract(epoch from clock_timestamp() - b.swept_at)::double precision * 1000, b.providers
  from worker_beats b order by b.started_at, b.worker
$function$
;

CREATE OR REPLACE FUNCTION crossdock.take_erp_turn(p_database uuid, p_holder uuid, p_longest_ms integer)
 RETURNS double precision
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
declare
  wanted uuid := coalesce((select m.erp_database_id from erp_merged_lanes m where m.lane = 'erp:' || p_database), p_database);
  d erp_databases;
begin
  select * into d from erp_databases where id = wanted for update;
  if not found then return 0; end if;
  if d.next_call_at > clock_timestamp() then
    return ceil(extract(epoch from d.next_call_at - clock_timestamp()) * 1000);
  end if;
  -- Nobody knows when the one before is through.
  if d.turn_holder is not null and d.turn_until > clock_timestamp() then return 100; end if;
  update erp_databases set turn_holder = p_holder,
    turn_until = clock_timestamp() + make_interval(secs => p_longest_ms / 1000.0),
    next_call_at = clock_timestamp() + make_interval(secs => d.min_interval_ms / 1000.0)
  where id = wanted;
  return 0;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.take_lane(p_lane text, p_holder text, p_lease_ms integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
declare
  taken bigint;
begin
  if exists (select from work_paused) then return null; end if;
  insert into lanes (lane, token, holder, leased_until)
  values (p_lane, nextval('lane_tokens'), p_holder, clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0))
  on conflict (lane) do update
    set token = excluded.token, holder = excluded.holder, leased_until = excluded.leased_until
    where lanes.leased_until < clock_timestamp()
  returning token into taken;
  -- Looked at with the lane's row locked: a merge either is over, or will take the lane away from us again.
  if taken is null or p_lane not like 'erp:%' or not forward_merged_lane(p_lane) then return taken; end if;
  delete from lanes where lane = p_lane;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION crossdock.tenant_allows_origin(p_tenant text, p_origin text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM tenants t
           WHERE (((t.slug = tenant_allows_origin.p_tenant) OR ((t.tenant_id)::text = tenant_allows_origin.p_tenant)) AND (tenant_allows_origin.p_origin = ANY (t.cors_origins))))) AS "exists";
END
;

CREATE OR REPLACE FUNCTION crossdock.tenant_ids()
 RETURNS TABLE(tenant_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ select t.tenant_id from tenants t order by t.tenant_id $function$
;

CREATE OR REPLACE FUNCTION crossdock.work_backlog(p_most integer)
 RETURNS TABLE(kind text, lane_kind text, waiting bigint, oldest_due_ms double precision, dead bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$
  with recursive waiting_kinds(kind) as (
    (select w.kind from work w where w.state = 'waiting' order by w.kind limit 1)
    union all
    select (select w.kind from work w where w.state = 'waiting' and w.kind > k.kind order by w.kind limit 1)
    from waiting_kinds k where k.kind is not null
  ), dead_kinds(kind) as (
    (select w.kind from work w where w.state = 'dead' order by w.kind limit 1)
    union all
    select (select w.kind from work w where w.state = 'dead' and w.kind > k.kind order by w.kind limit 1)
    from dead_kinds k where k.kind is not null
  ), kinds as (
    select w.kind from waiting_kinds w where w.kind is not null union select d.kind from dead_kinds d where d.kind is not null
  )
  select k.kind, split_part(oldest.lane, ':', 1),
    (select count(*) from (select from work w where w.state = 'waiting' and w.kind = k.kind limit p_most) counted),
    coalesce(greatest(0, extract(epoch from clock_timestamp() - oldest.next_at) * 1000), 0)::double precision,
    (select count(*) from (select from work w where w.state = 'dead' and w.kind = k.kind limit p_most) counted)
  from kinds k
  left join lateral (
    select w.lane, w.next_at from work w where w.state = 'waiting' and w.kind = k.kind order by w.next_at limit 1
  ) oldest on true
$function$
;

CREATE OR REPLACE FUNCTION crossdock.work_paused_since()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'crossdock', 'pg_temp'
AS $function$ select since from work_paused $function$
;

grant delete, insert, select, update on alert_recipients to crossdock_app;

grant delete, insert, select, update on alert_tellings to crossdock_app;

grant delete, insert, select, update on alerts to crossdock_app;

grant insert, select, update on api_keys to crossdock_app;

grant delete, insert, select, update on channel_hours to crossdock_app;

grant insert, select on connection_timeline to crossdock_app;

grant insert, select, update on connections to crossdock_app;

grant insert, select on consents to crossdock_app;

grant insert, select, update on conversation_keys to crossdock_app;

grant insert, select, update on conversations to crossdock_app;

grant insert, select on customer_keys to crossdock_app;

grant insert, select, update on customers to crossdock_app;

grant insert, select on data_keys to crossdock_app;

grant select on deliveries to crossdock_app;

grant delete, insert, select on early_statuses to crossdock_app;

grant delete, insert (tenant_id, endpoint_id, provider_key, connection_id), select on endpoint_connections to crossdock_app;

grant select on endpoint_counters to crossdock_app;

grant insert, select, update (secrets, body_limit_bytes, active) on endpoints to crossdock_app;

grant insert, select, update on erp_documents to crossdock_app;

grant select on events to crossdock_app;

grant execute on function count_at_endpoint(uuid,text,bigint) to crossdock_intake;

grant execute on function current_tenant() to crossdock_app;

grant execute on function current_tenant() to crossdock_intake;

grant execute on function current_tenant() to public;

grant execute on function data_keys_of_tenant() to crossdock_app;

grant execute on function data_keys_of_tenant() to crossdock_intake;

grant execute on function drop_old_deliveries(interval) to crossdock_app;

grant execute on function due_work(text,bigint,integer) to crossdock_app;

grant execute on function end_erp_turn(uuid) to crossdock_app;

grant execute on function end_worker_beat(text) to crossdock_app;

grant execute on function ensure_delivery_partitions() to crossdock_app;

grant execute on function ensure_erp_database(uuid,text[],integer) to crossdock_app;

grant execute on function erp_database_limits(uuid) to crossdock_app;

grant execute on function fence_backlog() to crossdock_app;

grant execute on function fences_of_tenant(interval) to crossdock_app;

grant execute on function find_accounts(uuid,text[]) to crossdock_intake;

grant execute on function find_api_key(uuid,text) to crossdock_app;

grant execute on function find_endpoint(uuid) to crossdock_intake;

grant execute on function forget_abandoned_lanes() to crossdock_app;

grant execute on function forget_done_work(interval,integer) to crossdock_app;

grant execute on function forget_early_statuses(interval,integer) to crossdock_app;

grant execute on function forget_lost_workers() to crossdock_app;

grant execute on function forgotten_lanes(integer) to crossdock_app;

grant execute on function hold_lane(text,bigint) to crossdock_app;

grant execute on function migrations_head() to crossdock_app;

grant execute on function note_worker_beat(text,double precision,jsonb) to crossdock_app;

grant execute on function open_alerts() to crossdock_app;

grant execute on function open_fences(bigint,uuid) to crossdock_app;

grant execute on function put_fence(bigint,uuid,uuid,uuid,uuid,text[]) to crossdock_app;

grant execute on function record_deliveries(uuid[],uuid[],uuid[],timestamp with time zone[],jsonb[],text[],integer[],jsonb[]) to crossdock_intake;

grant execute on function record_delivery(uuid,uuid,timestamp with time zone,jsonb,text,integer,jsonb) to crossdock_intake;

grant execute on function release_lane(text,bigint) to crossdock_app;

grant execute on function remove_fence(bigint,uuid,uuid) to crossdock_app;

grant execute on function renew_lane(text,bigint,integer) to crossdock_app;

grant execute on function seen_workers() to crossdock_app;

grant execute on function take_erp_turn(uuid,uuid,integer) to crossdock_app;

grant execute on function take_lane(text,text,integer) to crossdock_app;

grant execute on function tenant_allows_origin(text,text) to crossdock_app;

grant execute on function tenant_ids() to crossdock_app;

grant execute on function work_backlog(integer) to crossdock_app;

grant execute on function work_paused_since() to crossdock_app;

grant delete, insert, select, update on idempotent_requests to crossdock_app;

grant delete, insert, select, update on mapping_needs to crossdock_app;

grant delete, insert, select, update on mappings to crossdock_app;

grant insert, select, update on message_templates to crossdock_app;

grant insert, select, update on messages to crossdock_app;

grant insert, select, update on messaging_channels to crossdock_app;

grant insert, select, update on messaging_settings to crossdock_app;

grant insert, select, update on notice_settings to crossdock_app;

grant insert, select, update on order_notices to crossdock_app;

grant insert, select, update on order_refunds to crossdock_app;

grant insert, select, update on orders to crossdock_app;

grant insert, select, update on privacy_requests to crossdock_app;

grant insert, select, update on seen_skus to crossdock_app;

grant insert, select, update on tasks to crossdock_app;

grant insert, select, update on tenants to crossdock_app;

grant insert, select on timeline to crossdock_app;

grant insert, select, update on work to crossdock_app;
