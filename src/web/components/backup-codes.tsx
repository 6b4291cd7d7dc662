// Backup codes, shown once: to copy, to download, and to be put away by hand.
import { Download } from 'lucide-react';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { CodeBlock } from './code-block.tsx';

interface BackupCodesProps {
  readonly codes: readonly string[];
  readonly onStored: () => void;
}

export function BackupCodes({ codes, onStored }: BackupCodesProps) {
  const text = codes.join('\n');
  return (
    <div className="grid gap-3">
      <Banner tone="partial" title="Store these backup codes now">
        They are not shown again. Each signs you in once when your authenticator app is not at hand.
      </Banner>
      <div className="max-w-xs">
        <CodeBlock text={text} label="Backup codes" />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button icon={<Download size={14} aria-hidden="true" />} onClick={() => download(text)}>
          Download
        </Button>
        <Button look="primary" onClick={onStored}>
          I have stored them
        </Button>
      </div>
    </div>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([`Armature backup codes, each works once\n\n${text}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'armature-backup-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}
