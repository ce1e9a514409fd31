Console.WriteLine("radsharp");
