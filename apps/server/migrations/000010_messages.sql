-- Messages with customers: conversations, what came and went, what became of it, who does not want it, which templates may
-- be sent, and which notices a shop's customers get.
-- New tables only; older code is not affected.
--
-- A provider's id of a message may hold the customer's phone (WhatsApp's does), so at rest there is its SHA-256 for finding
-- it (`provider_key`) and the id itself encrypted. People are found by keyed hash, everything they say is encrypted.

create table conversations (
  tenant_id uuid not null references tenants,
  id uuid not null,
  -- the number of ours
  connection_id uuid not null,
  -- encrypted; how the person is reached now
  phone text,
  user_id text,
  name text,
  customer_id uuid,
  -- the provider's own time of the newest message of theirs, of those that open a window; never the time of receipt
  last_inbound_at timestamptz,
  -- newest message either way, for lists
  last_message_id uuid,
  -- up to when messages to this person are spoken for, at the pace the provider allows
  pair_spoken_for timestamptz not null default 'epoch',
  -- failed deliveries in a row, and since when nothing is tried any more
  unreachable int not null default 0,
  suppressed_at timestamptz,
  -- the person goes on in that conversation: their number or id was known there already
  moved_to uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id),
  foreign key (tenant_id, moved_to) references conversations (tenant_id, id)
);
create index conversations_by_message on conversations (tenant_id, last_message_id desc, id desc);
create index conversations_of_number on conversations (tenant_id, connection_id, last_message_id desc);
create index conversations_of_customer on conversations (tenant_id, customer_id);
alter table conversations enable row level security;
create policy one_tenant on conversations using (tenant_id = current_tenant());
grant select, insert, update on conversations to crossdock_app;

-- Who a conversation is with: keyed hashes of phone and of the provider's user id. A key that passed to somebody else, or
-- that the person gave up, has ended and says why; that is how a conversation explains itself.
create table conversation_keys (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('phone', 'user')),
  key text not null,
  since timestamptz not null,
  ended_at timestamptz,
  ended_reason text,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);
create unique index conversation_keys_now on conversation_keys (tenant_id, connection_id, kind, key) where ended_at is null;
create index conversation_keys_then on conversation_keys (tenant_id, connection_id, kind, key, ended_at);
create index conversation_keys_of on conversation_keys (tenant_id, conversation_id);
alter table conversation_keys enable row level security;
create policy one_tenant on conversation_keys using (tenant_id = current_tenant());
grant select, insert, update on conversation_keys to crossdock_app;

-- Both directions. Of an inbound message the row is what arrived; of an outbound one also how far it has come.
create table messages (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  conversation_id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  provider_key text,
  -- encrypted
  provider_id text,
  -- sending is written before the call; only ever forward from accepted on, failed ends it
  state text not null check (state in ('received', 'queued', 'sending', 'outcome-unknown', 'accepted', 'sent', 'delivered',
    'read', 'played', 'failed', 'refused')),
  -- the provider's word for the type of an inbound message; text, template or buttons of ours
  type text not null,
  -- encrypted: in words for people, and as it was sent or understood
  text text not null,
  content text not null,
  -- SHA-256 of the provider's id of the message this one answers
  replies_to text,
  -- the provider's time of an inbound message; when one of ours was queued
  occurred_at timestamptz not null,
  -- outbound: made by whoever causes it, so that no cause sends twice; the digest tells a repetition from another message
  idempotency_key text,
  content_digest text,
  purpose text check (purpose in ('notice', 'opt-out-confirmation', 'staff')),
  notice text check (notice in ('order-confirmation', 'order-cancelled', 'needs-something')),
  order_id uuid,
  template_name text,
  template_language text,
  category text check (category in ('marketing', 'utility', 'authentication')),
  -- after expires_at it is of no use any more
  not_before timestamptz,
  -- the provider held it back once; a second time is the last
  withheld_at timestamptz,
  expires_at timestamptz,
  attempts int not null default 0,
  -- its place in the pace of its number and person, once it has one
  slot_at timestamptz,
  -- why it failed or was refused: code and facts of the sentence, the provider's own code
  failure_code text,
  failure_facts jsonb,
  provider_code text,
  pricing jsonb,
  sending_at timestamptz,
  accepted_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  failed_at timestamptz,
  -- the message that a person sent again in place of this one
  again_as uuid,
  correlation_id uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id),
  check ((direction = 'in') = (state = 'received')),
  check ((direction = 'out') = (idempotency_key is not null))
);
create unique index messages_once on messages (tenant_id, idempotency_key) where idempotency_key is not null;
create unique index messages_by_provider_key on messages (tenant_id, connection_id, provider_key) where provider_key is not null;
create index messages_of_conversation on messages (tenant_id, conversation_id, id desc);
create index messages_of_order on messages (tenant_id, order_id, id desc) where order_id is not null;
create index messages_by_state on messages (tenant_id, state, id desc);
create index messages_of_number on messages (tenant_id, connection_id, id desc);
alter table messages enable row level security;
create policy one_tenant on messages using (tenant_id = current_tenant());
grant select, insert, update on messages to crossdock_app;

-- Statuses of messages that are not known by that id (yet): ours while the call that sends it has not returned, and what
-- others send from the same number.
create table early_statuses (
  tenant_id uuid not null,
  connection_id uuid not null,
  provider_key text not null,
  state text not null,
  at timestamptz not null,
  failure jsonb,
  pricing jsonb,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, connection_id, provider_key, state),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
create index early_statuses_by_time on early_statuses (created_at);
alter table early_statuses enable row level security;
create policy one_tenant on early_statuses using (tenant_id = current_tenant());
grant select, insert, delete on early_statuses to crossdock_app;

-- Who wants what, by the keyed hash of phone or user id, over all numbers of the tenant. Nothing is changed here, only added:
-- the newest choice by the time it was made holds, whatever the order of arrival, and all of them are the proof.
create table consents (
  tenant_id uuid not null references tenants,
  id uuid not null,
  kind text not null check (kind in ('phone', 'user')),
  key text not null,
  scope text not null check (scope in ('all', 'marketing')),
  choice text not null check (choice in ('stop', 'allow')),
  source text not null check (source in ('word', 'preference', 'provider-error', 'staff')),
  at timestamptz not null,
  -- the message it was said in
  message_id uuid,
  noted_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id)
);
create unique index consents_of on consents (tenant_id, kind, key, scope, at, choice, source);
alter table consents enable row level security;
create policy one_tenant on consents using (tenant_id = current_tenant());
grant select, insert on consents to crossdock_app;

-- Templates of an account (of WhatsApp: the business account, which several numbers may share).
create table message_templates (
  tenant_id uuid not null references tenants,
  account text not null,
  name text not null,
  language text not null,
  status text,
  status_at timestamptz not null default 'epoch',
  category text check (category in ('marketing', 'utility', 'authentication')),
  category_at timestamptz not null default 'epoch',
  quality text,
  quality_at timestamptz not null default 'epoch',
  -- in the provider's words
  reason text,
  -- what has to be filled in; null while only news about it came
  shape jsonb,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, account, name, language)
);
alter table message_templates enable row level security;
create policy one_tenant on message_templates using (tenant_id = current_tenant());
grant select, insert, update on message_templates to crossdock_app;

-- What stands against sending from a number, and its pace.
create table messaging_channels (
  tenant_id uuid not null,
  connection_id uuid not null,
  paused_at timestamptz,
  paused_code text,
  paused_facts jsonb,
  -- keyed hash of the credentials that were refused: with other ones it goes on by itself
  paused_access text,
  per_second int not null default 20 check (per_second between 1 and 1000),
  spoken_for timestamptz not null default 'epoch',
  templates_read_at timestamptz,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
alter table messaging_channels enable row level security;
create policy one_tenant on messaging_channels using (tenant_id = current_tenant());
grant select, insert, update on messaging_channels to crossdock_app;

-- A tenant's own choices. No row: no quiet hours, and somebody who says STOP is told once that it is heard.
create table messaging_settings (
  tenant_id uuid not null references tenants,
  -- IANA name; the times are local, HH:MM
  time_zone text,
  quiet_from text,
  quiet_until text,
  confirms_opt_out boolean not null default true,
  primary key (tenant_id)
);
alter table messaging_settings enable row level security;
create policy one_tenant on messaging_settings using (tenant_id = current_tenant());
grant select, insert, update on messaging_settings to crossdock_app;

-- Which notices the customers of a shop get, from which number and by which templates. No row: none.
create table notice_settings (
  tenant_id uuid not null,
  -- the shop
  connection_id uuid not null,
  notice text not null check (notice in ('order-confirmation', 'order-cancelled', 'needs-something')),
  messaging_connection_id uuid not null,
  -- orders placed before it was switched on get none; null: off
  on_since timestamptz,
  -- templates by language and how they are filled
  choices jsonb not null,
  primary key (tenant_id, connection_id, notice),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id),
  foreign key (tenant_id, messaging_connection_id) references connections (tenant_id, id)
);
alter table notice_settings enable row level security;
create policy one_tenant on notice_settings using (tenant_id = current_tenant());
grant select, insert, update on notice_settings to crossdock_app;

-- Statuses that nobody asked about for so long are of messages that others send. In portions.
create function forget_early_statuses(p_older_than interval, p_limit int) returns bigint
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  with gone as (
    delete from early_statuses where (tenant_id, connection_id, provider_key, state) in (
      select s.tenant_id, s.connection_id, s.provider_key, s.state from early_statuses s
      where s.created_at < now() - p_older_than limit p_limit
    ) returning 1
  ) select count(*) from gone
$$;
revoke all on function forget_early_statuses(interval, int) from public;
grant execute on function forget_early_statuses(interval, int) to crossdock_app;
