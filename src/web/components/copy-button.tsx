// Copies a text and says so.
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './button.tsx';
import { toast } from './toaster.tsx';

const SHOWN_MS = 1_500;

export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string | undefined }) {
  const [isCopied, setCopied] = useState(false);
  const onCopy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      toast.failed('Not copied', new Error('The browser does not allow it here. Select the text and copy it by hand.'));
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <IconButton label={isCopied ? 'Copied' : label} onClick={() => void onCopy()}>
      {isCopied ? <Check size={14} aria-hidden="true" className="text-pass" /> : <Copy size={14} aria-hidden="true" />}
    </IconButton>
  );
}
