using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace RadSharp.Models.Checkpoints.Pickles;

/// <summary>
/// Reads Python's pickles without ever running anything: what a pickle would call is written down
/// (<see cref="PickleObject"/>), and a pickle that asks for a name outside <see cref="PickleGlobals"/> is refused.
/// </summary>
/// <remarks>
/// Nothing recurses, every step does a bounded amount of work, and steps are bounded, so that memory and time are near
/// those of an honest file of the same size whatever the bytes say.
/// </remarks>
internal sealed class PickleMachine
{
    // A dictionary of 250,000 embeddings takes about eight million steps, a checkpoint a few hundred thousand.
    private const int MostSteps = 1 << 24;

    private const int LastProtocol = 5;

    // Keys are hashed each time they are used, and a file can use a long one very often.
    private const int LongestKey = 1 << 12;

    private readonly PickleInput _input;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly List<PickleReference> _references = [];
    private int _steps;

    private PickleMachine(PickleInput input) => _input = input;

    /// <summary>Reads one pickle.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="start">Where in the file the pickle begins.</param>
    /// <param name="length">Bytes up to where it must have ended.</param>
    /// <exception cref="InvalidDataException">It is damaged, or asks for a name that is not allowed.</exception>
    public static Pickle Read(SafeFileHandle handle, string file, long start, long length)
    {
        var input = new PickleInput(handle, file, start, length);
        var machine = new PickleMachine(input);
        return new Pickle(machine.Run(), input.Position, machine._references);
    }

    private object? Run()
    {
        while (true)
        {
            Step(1);
            var opcode = (PickleOpcode)_input.ReadByte();
            if (opcode == PickleOpcode.Stop)
            {
                return Pop();
            }

            if (PickleScalars.TryRead(opcode, _input, out var value))
            {
                _stack.Add(value);
            }
            else if (!TryMemo(opcode) && !TryContainer(opcode) && !TryObject(opcode))
            {
                throw _input.Error($"the byte 0x{(byte)opcode:X2} is no instruction that is known here");
            }
        }
    }

    private void Step(int count)
    {
        _steps += count;
        if (_steps > MostSteps)
        {
            throw _input.Error($"it takes more than {MostSteps} steps, which no known checkpoint needs");
        }
    }

    private bool TryMemo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                var protocol = _input.ReadByte();
                return protocol <= LastProtocol
                    ? true
                    : throw _input.Error($"expected a pickle protocol up to {LastProtocol}, but found {protocol}");
            case PickleOpcode.Frame:
                var length = _input.ReadUnsigned(8);
                return length <= _input.Left
                    ? true
                    : throw _input.Error($"a frame of {length} bytes begins, but {_input.Left} are left");
            case PickleOpcode.Memoize:
                _memo[_memo.Count] = Top();
                return true;
            case PickleOpcode.Put:
                _memo[Index()] = Top();
                return true;
            case PickleOpcode.BinPut:
                _memo[_input.ReadByte()] = Top();
                return true;
            case PickleOpcode.LongBinPut:
                _memo[_input.ReadUnsigned(4)] = Top();
                return true;
            case PickleOpcode.Get:
                return PushMemo(Index());
            case PickleOpcode.BinGet:
                return PushMemo(_input.ReadByte());
            case PickleOpcode.LongBinGet:
                return PushMemo(_input.ReadUnsigned(4));
            case PickleOpcode.Mark:
                _marks.Add(_stack.Count);
                return true;
            case PickleOpcode.Pop:
                // Python's machine takes the mark away where nothing lies above it.
                if (_marks.Count > 0 && _marks[^1] == _stack.Count)
                {
                    _marks.RemoveAt(_marks.Count - 1);
                }
                else
                {
                    Pop();
                }

                return true;
            case PickleOpcode.PopMark:
                PopToMark();
                return true;
            case PickleOpcode.Dup:
                _stack.Add(Top());
                return true;
            default:
                return false;
        }
    }

    private bool TryContainer(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyTuple:
                _stack.Add(new PickleTuple([]));
                return true;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                var items = new object?[opcode - PickleOpcode.Tuple1 + 1];
                for (var index = items.Length - 1; index >= 0; index--)
                {
                    items[index] = Pop();
                }

                _stack.Add(new PickleTuple(items));
                return true;
            case PickleOpcode.Tuple:
                _stack.Add(new PickleTuple(PopToMark()));
                return true;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet:
                _stack.Add(new PickleList());
                return true;
            case PickleOpcode.List or PickleOpcode.FrozenSet:
                _stack.Add(ListOf(PopToMark()));
                return true;
            case PickleOpcode.Append:
                var item = Pop();
                Top<PickleList>("a list").Items.Add(item);
                return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems:
                var added = PopToMark();
                Top<PickleList>("a list").Items.AddRange(added);
                return true;
            case PickleOpcode.EmptyDict:
                _stack.Add(new PickleDictionary());
                return true;
            case PickleOpcode.Dict:
                var entries = PopToMark();
                _stack.Add(new PickleDictionary());
                Set(entries);
                return true;
            case PickleOpcode.SetItem:
                var value = Pop();
                var key = Pop();
                Set([key, value]);
                return true;
            case PickleOpcode.SetItems:
                Set(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool TryObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                _stack.Add(Allowed(PickleScalars.Line(_input), PickleScalars.Line(_input)));
                return true;
            case PickleOpcode.StackGlobal:
                var name = Pop();
                var module = Pop();
                _stack.Add(module is string moduleText && name is string nameText
                    ? Allowed(moduleText, nameText)
                    : throw _input.Error("expected the two texts of a name"));
                return true;
            case PickleOpcode.Inst:
                var global = Allowed(PickleScalars.Line(_input), PickleScalars.Line(_input));
                _stack.Add(Call(global, new PickleTuple(PopToMark())));
                return true;
            case PickleOpcode.Obj:
                var parts = PopToMark();
                _stack.Add(parts.Length > 0
                    ? Call(parts[0], new PickleTuple(parts[1..]))
                    : throw _input.Error("nothing to call"));
                return true;
            case PickleOpcode.Reduce or PickleOpcode.NewObj:
                var arguments = Pop();
                _stack.Add(Call(Pop(), arguments));
                return true;
            case PickleOpcode.NewObjEx:
                var named = Pop() as PickleDictionary;
                var positional = Pop();
                _stack.Add(named is { Items.Count: 0 }
                    ? Call(Pop(), positional)
                    : throw _input.Error("an object with named arguments is not known here"));
                return true;
            case PickleOpcode.Build:
                var state = Pop();
                Build(state);
                return true;
            case PickleOpcode.PersId:
                return PushReference(PickleScalars.Line(_input));
            case PickleOpcode.BinPersId:
                return PushReference(Pop());
            default:
                return false;
        }
    }

    private PickleGlobal Allowed(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        return PickleGlobals.IsAllowed(global)
            ? global
            : throw _input.Refusal(
                $"the pickle asks for {CheckpointError.Quoted(global.ToString())} before byte {_input.Position}, which is not "
                + "allowed: the file may be malicious. Nothing of it was executed. If you trust it, save its state "
                + "dictionary alone");
    }

    private object Call(object? callee, object? arguments)
    {
        if (callee is not PickleGlobal global || arguments is not PickleTuple tuple)
        {
            throw _input.Error(
                $"expected a name and a tuple to call it with, but found {PickleValues.Describe(callee)} and "
                + PickleValues.Describe(arguments));
        }

        // The first argument of a defaultdict is what makes its values: a name, of no use here.
        var content = tuple.Items is [PickleList or PickleTuple, ..] ? PickleValues.Sequence(tuple.Items[0])! : [];
        if (PickleGlobals.MakesList(global))
        {
            Step(content.Count);
            return ListOf(content);
        }

        if (!PickleGlobals.MakesDictionary(global))
        {
            return new PickleObject(global, tuple);
        }

        Step(content.Count);
        var dictionary = new PickleDictionary();
        foreach (var pair in content)
        {
            Set(dictionary, PickleValues.Sequence(pair) is [var key, var value]
                ? (key, value)
                : throw _input.Error("expected a dictionary made of pairs"));
        }

        return dictionary;
    }

    // Dictionaries and lists have attributes in Python (a state dictionary's _metadata), of no use here.
    private void Build(object? state)
    {
        switch (Top())
        {
            case PickleObject made:
                made.State = state;
                break;
            case PickleDictionary or PickleList:
                break;
            default:
                throw _input.Error($"expected an object to put state into, but found {PickleValues.Describe(Top())}");
        }
    }

    private void Set(object?[] keysAndValues)
    {
        var dictionary = Top() switch
        {
            PickleDictionary found => found,
            _ => throw _input.Error($"expected a dictionary, but found {PickleValues.Describe(Top())}"),
        };
        if (keysAndValues.Length % 2 != 0)
        {
            throw _input.Error("a dictionary's last key has no value");
        }

        for (var index = 0; index < keysAndValues.Length; index += 2)
        {
            Set(dictionary, (keysAndValues[index], keysAndValues[index + 1]));
        }
    }

    private void Set(PickleDictionary dictionary, (object? Key, object? Value) entry)
    {
        if (entry.Key is null or string { Length: > LongestKey })
        {
            throw _input.Error($"expected a dictionary's keys to be texts of at most {LongestKey} letters, or numbers");
        }

        dictionary.Items[entry.Key] = entry.Value;
    }

    private static PickleList ListOf(IEnumerable<object?> items)
    {
        var list = new PickleList();
        list.Items.AddRange(items);
        return list;
    }

    private long Index()
    {
        var line = PickleScalars.Line(_input);
        return long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw _input.Error($"expected the number of a memo, but found {CheckpointError.Quoted(line)}");
    }

    private bool PushMemo(long index)
    {
        _stack.Add(_memo.TryGetValue(index, out var value)
            ? value
            : throw _input.Error($"nothing was put under the number {index}"));
        return true;
    }

    private bool PushReference(object? id)
    {
        var reference = new PickleReference(id);
        _references.Add(reference);
        _stack.Add(reference);
        return true;
    }

    private object? Top() => _stack.Count > (_marks.Count > 0 ? _marks[^1] : 0)
        ? _stack[^1]
        : throw _input.Error("expected a value on the stack, but it is empty");

    private T Top<T>(string expected) where T : class =>
        Top() as T ?? throw _input.Error($"expected {expected}, but found {PickleValues.Describe(Top())}");

    private object? Pop()
    {
        var value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw _input.Error("expected a mark on the stack, but there is none");
        }

        var start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        var items = _stack[start..].ToArray();
        _stack.RemoveRange(start, items.Length);
        return items;
    }
}

/// <summary>A pickle that was read.</summary>
/// <param name="Value">What it holds.</param>
/// <param name="ByteCount">How long it is.</param>
/// <param name="References">What it refers to outside of itself, in order.</param>
internal sealed record Pickle(object? Value, long ByteCount, IReadOnlyList<PickleReference> References);
