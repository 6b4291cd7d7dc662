// Every value of every table of a database as text, and every notice it sends.
import { Client } from 'pg';

export interface Row {
  /** `schema.table`. */
  readonly table: string;
  /** JSON; bytes as hex. */
  readonly text: string;
}
export interface Dump {
  readonly tables: number;
  readonly columns: number;
  readonly rows: readonly Row[];
}

export async function dumpDatabase(url: string): Promise<Dump> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string; columns: number }>(`
      select format('%I.%I', table_schema, table_name) as name, count(*)::int as columns
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
      group by 1 order by 1`);
    const rows: Row[] = [];
    for (const { name } of tables) {
      const found = await client.query<{ text: string }>(`select to_jsonb(t)::text as text from ${name} t`);
      rows.push(...found.rows.map(({ text }) => ({ table: name, text })));
    }
    return { tables: tables.length, columns: tables.reduce((sum, { columns }) => sum + columns, 0), rows };
  } finally {
    await client.end();
  }
}

export interface Notices {
  readonly heard: readonly string[];
  stop(): Promise<void>;
}

export async function listenTo(url: string, channel: string): Promise<Notices> {
  const client = new Client({ connectionString: url });
  const heard: string[] = [];
  await client.connect();
  client.on('notification', ({ channel: from, payload }) => heard.push(`${from} ${payload ?? ''}`));
  await client.query(`listen ${channel}`);
  return { heard, stop: () => client.end() };
}
