// A tool's name: typed freely, or picked from the catalog with its description in view.
import { Autocomplete } from '@base-ui/react/autocomplete';
import type { Tool } from '../api/servers.ts';
import type { ControlProps } from './field.tsx';
import { CONTROL } from './inputs.tsx';
import { cx } from './cx.ts';

interface ToolPickerProps extends Partial<ControlProps> {
  readonly value: string;
  readonly tools: readonly Tool[];
  readonly onChange: (name: string) => void;
  readonly 'aria-label'?: string | undefined;
}

export function ToolPicker({ value, tools, onChange, ...control }: ToolPickerProps) {
  return (
    <Autocomplete.Root
      items={[...tools]}
      itemToStringValue={(tool: Tool) => tool.name}
      value={value}
      onValueChange={onChange}
      openOnInputClick
    >
      <Autocomplete.Input
        {...control}
        spellCheck={false}
        placeholder="Tool name"
        className={cx(CONTROL, 'h-8 font-mono text-sm max-md:h-10')}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} className="z-[60]">
          <Autocomplete.Popup className="overlay max-h-72 w-(--anchor-width) min-w-64 overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 shadow-overlay">
            <Autocomplete.Empty className="px-2.5 py-2 text-sm text-muted empty:hidden">
              Not in the catalog. It is kept as written, with a warning.
            </Autocomplete.Empty>
            <Autocomplete.List>
              {(tool: Tool) => (
                <Autocomplete.Item
                  key={tool.name}
                  value={tool}
                  className="cursor-pointer rounded-md px-2.5 py-1.5 outline-none data-[highlighted]:bg-selected"
                >
                  <span className="data block">{tool.name}</span>
                  {tool.description !== undefined && <span className="line-clamp-1 text-xs text-muted">{tool.description}</span>}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
