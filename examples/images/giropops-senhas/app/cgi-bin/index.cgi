#!/bin/sh
# The page: GET shows the last passwords, POST with tamanho=LENGTH makes one more.
. /usr/local/lib/senhas.sh

new=
if [ "$REQUEST_METHOD" = POST ]; then
    body=$(head -c "${CONTENT_LENGTH:-0}")
    new=$(new_password "${body#tamanho=}") || { reply 503 text/plain; echo "Redis não responde."; exit; }
fi
last=$(redis LRANGE senhas 0 9) || { reply 503 text/plain; echo "Redis não responde."; exit; }
reply 200 text/html
cat <<HTML
<!doctype html>
<html lang="pt-BR">
<meta name="viewport" content="width=device-width">
<title>Giropops Senhas</title>
<h1>Giropops Senhas</h1>
${new:+<p>Nova senha: <code>$new</code></p>}
<form method="post">
  <label>Tamanho <input name="tamanho" type="number" min="8" max="64" value="16"></label>
  <button>Gerar</button>
</form>
<h2>Últimas senhas</h2>
<ol>$(for password in $last; do echo "<li><code>$password</code></li>"; done)</ol>
<p>Respondido pelo pod <b>$(hostname)</b>.</p>
</html>
HTML
