using RadSharp.Models.Templates;

namespace RadSharp.Models.Tests.Templates;

public class ChatTemplateTests
{
    private static readonly ChatMessage[] Dialog =
        [new("system", "Be brief."), new("user", "Is there an effusion?"), new("assistant", "No."), new("user", " Sure? ")];

    // In the manner of Qwen2's template: a default system turn, ChatML marks.
    [Fact]
    public void Turns_are_marked_and_a_missing_system_turn_is_added()
    {
        var template = ChatTemplate.Parse(
            """
            {% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
            """);
        Assert.Equal(
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nIs there an effusion?<|im_end|>\n"
            + "<|im_start|>assistant\nNo.<|im_end|>\n<|im_start|>user\n Sure? <|im_end|>\n<|im_start|>assistant\n",
            template.Render(Dialog, addGenerationPrompt: true));
        Assert.StartsWith(
            "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n",
            template.Render(Dialog[1..], addGenerationPrompt: false), StringComparison.Ordinal);
    }

    // In the manner of LLaVA-OneVision's: images first, selected by type; the assistant's words between generation marks.
    [Fact]
    public void Parts_are_selected_by_their_type_and_images_come_first()
    {
        var template = ChatTemplate.Parse(
            """
            {% for message in messages %}{{'<|im_start|>' + message['role'] + '\n'}}{# images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}{% if message['role'] != 'assistant' %}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] }}{% endfor %}{% else %}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{% generation %}{{ content['text'] }}{% endgeneration %}{% endfor %}{% endif %}{{'<|im_end|>\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
            """);
        Assert.Equal(
            "<|im_start|>user\n<image>\nWhat is seen?<|im_end|>\n<|im_start|>assistant\nA heart.<|im_end|>\n<|im_start|>assistant\n",
            template.Render([new("user", "What is seen?", Images: 1), new("assistant", "A heart.")], addGenerationPrompt: true));
    }

    // In the manner of Vicuna's: separators that depend on the place, a system turn held in a namespace.
    [Fact]
    public void Values_set_in_a_loop_reach_out_of_it_by_a_namespace_only()
    {
        var template = ChatTemplate.Parse(
            """
            {%- set found = namespace(system='none', count=0) -%}
            {%- set local = 0 -%}
            {%- for message in messages -%}
                {%- set local = local + 1 -%}
                {%- if message.role == 'system' -%}
                    {%- set found.system = message.content -%}
                {%- else -%}
                    {%- set found.count = found.count + 1 -%}
                {%- endif -%}
            {%- endfor -%}
            {{ found.system }} {{ found.count }} {{ local }}
            """);
        Assert.Equal("Be brief. 3 0", template.Render(Dialog, addGenerationPrompt: false).TrimEnd());
    }

    [Theory]
    [InlineData("{{ 'a' ~ 1 ~ none }}", "a1None")]
    [InlineData("{{ ' x '.strip() | upper }}", "X")]
    [InlineData("{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ 7 / 2 }} {{ 2 * 3 - 1 }}", "3 -4 1 3.5 5")]
    [InlineData("{{ messages[-1].content | trim | length }}", "5")]
    [InlineData("{{ messages[1:3] | map(attribute='role') | join(',') }}", "user,assistant")]
    [InlineData("{{ messages[::-1][0].role }}{{ 'abcde'[1:-1] }}", "userbcd")]
    [InlineData("{{ 'yes' if nothing is defined else 'no' }} {{ nothing | default('d') }}", "no d")]
    [InlineData("{{ 'b' in 'abc' and 'z' not in ['y'] }}", "True")]
    [InlineData("{{ not false or nothing }}", "True")]
    [InlineData("{{ 1 < 2 and 'a' < 'b' and 1.5 >= 1 }}", "True")]
    [InlineData("{{ {'a': [1, 2.5, none, true], 'b': 'ä\"'} | tojson }}", "{\"a\": [1, 2.5, null, true], \"b\": \"ä\\\"\"}")]
    [InlineData("{% for key, value in {'a': 1, 'b': 2}.items() %}{{ key }}{{ value }}{% endfor %}", "a1b2")]
    [InlineData("{% for i in range(5) if i is odd %}{{ i }}{% else %}x{% endfor %}", "13")]
    [InlineData("{% for i in [] %}{{ i }}{% else %}empty{% endfor %}", "empty")]
    [InlineData("{% for i in range(9) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "012")]
    [InlineData("{% if 0 %}a{% elif '' %}b{% elif [1] %}c{% else %}d{% endif %}", "c")]
    [InlineData("{{ 'it''s' }}{{ \"a\\nb\" }}", "itsa\nb")]
    [InlineData("{{ 'a,b,c'.split(',', 1)[1] }}", "b,c")]
    public void Expressions_mean_what_they_mean_in_jinja(string source, string expected) =>
        Assert.Equal(expected, ChatTemplate.Parse(source).Render(Dialog, addGenerationPrompt: false));

    [Theory]
    [InlineData("a\n{% if true %}\nb\n{% endif %}\nc", "a\nb\nc")]
    [InlineData("a\n    {% if true %}\nb\n    {% endif %}\nc", "a\nb\nc")]
    [InlineData("a  {%- if true -%}  b  {%- endif -%}  c", "abc")]
    [InlineData("a\n  {{ 1 }}\nb", "a\n  1\nb")]
    [InlineData("a {{- 1 -}} b", "a1b")]
    [InlineData("a\n  {# note #}\nb", "a\nb")]
    [InlineData("a {% if true %}b{% endif %} c", "a b c")]
    public void White_space_is_that_of_trim_blocks_and_lstrip_blocks(string source, string expected) =>
        Assert.Equal(expected, ChatTemplate.Parse(source).Render([], addGenerationPrompt: false));

    [Theory]
    [InlineData("{% if true %}a", "endif")]
    [InlineData("{{ 1 + }}", "expected a value")]
    [InlineData("{{ 'a }}", "not closed")]
    [InlineData("{% include 'x' %}", "'include', which is not supported")]
    [InlineData("a\nb\n{{ x | frobnicate }}", "line 3: the filter 'frobnicate'")]
    [InlineData("{{ open('/etc/passwd') }}", "the function 'open'")]
    [InlineData("{# endless", "not closed")]
    public void What_is_not_of_the_language_is_refused_with_its_line(string source, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => ChatTemplate.Parse(source, "t")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ raise_exception('roles must alternate') }}", "roles must alternate")]
    [InlineData("{{ nothing.at.all }}", "'at'")]
    [InlineData("{{ 1 + 'a' }}", "expected a number")]
    [InlineData("{{ 1 % 0 }}", "division by zero")]
    [InlineData("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{{ ''.__class__ }}", "")]
    public void What_cannot_be_carried_out_is_said(string source, string named)
    {
        var template = ChatTemplate.Parse(source, "t");
        if (named.Length == 0)
        {
            Assert.Equal("", template.Render([], addGenerationPrompt: false));
            return;
        }

        var error = Assert.Throws<InvalidDataException>(() => template.Render([], addGenerationPrompt: false));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_pieces_of_templates_are_a_template_or_a_sentence()
    {
        string[] pieces =
            ["{%", "%}", "{{", "}}", "if", "for", "x", "in", "endif", "endfor", "'a'", "1", "(", ")", "[", "]", "|", "trim", ".", "-", "\n", "messages", "set", "=", "{#", "#}", "not", "else"];
        var random = new Random(5);
        for (var trial = 0; trial < 5000; trial++)
        {
            var source = string.Join(' ', Enumerable.Range(0, random.Next(1, 14)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                ChatTemplate.Parse(source).Render(Dialog, addGenerationPrompt: true);
            }
            catch (InvalidDataException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }
}
