// Mode tools: the four steps of publishing, each a card that says how far it is.
import type { Source } from '../api/sources.ts';
import { SourceActivationCard } from './source-activation-card.tsx';
import { SourceConnectionCard } from './source-connection-card.tsx';
import { SourceDocsCard } from './source-docs-card.tsx';
import { SourceEndpointCard } from './source-endpoint-card.tsx';

export function SourceSetup({ org, source }: { readonly org: string; readonly source: Source }) {
  return (
    // In two columns each is as high as it needs; in one they stand in the order of the steps.
    <div className="grid gap-5 xl:grid-cols-2">
      <div className={COLUMN}>
        <div className="order-1">
          <SourceEndpointCard org={org} source={source} />
        </div>
        <div className="order-3">
          <SourceConnectionCard key={JSON.stringify(source.connection)} org={org} source={source} />
        </div>
      </div>
      <div className={COLUMN}>
        <div className="order-2">
          <SourceDocsCard org={org} source={source} />
        </div>
        <div className="order-4">
          <SourceActivationCard org={org} source={source} />
        </div>
      </div>
    </div>
  );
}

const COLUMN = 'contents xl:grid xl:content-start xl:gap-5';
