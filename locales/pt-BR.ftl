# Cada palavra que o Aval diz ou lê, em português do Brasil.
# `.typed` é o que se pode digitar, separado por `|`; um [campo] recebe o que está em seu lugar.
# `.about` é a linha do menu, `.done` o passado, `.ask-…` a pergunta por um campo que falta.

## Comandos

order-show = mostrar pedido { $order }
    .typed = mostrar pedido [order] | mostrar o pedido [order] | mostra pedido [order] | mostra o pedido [order] | ver pedido [order] | ver o pedido [order] | pedido [order]
    .about = mostrar pedido …
    .ask-order = Qual pedido?
order-cancel = cancelar pedido { $order }
    .typed = cancelar pedido [order] porque [reason] | cancelar o pedido [order] porque [reason] | cancelar pedido [order] | cancelar o pedido [order] | cancela pedido [order] | cancela o pedido [order] | cancele o pedido [order]
    .about = cancelar pedido …
    .ask-order = Qual pedido?
    .ask-reason = Por quê?
    .done = pedido { $order } cancelado.
order-restore = restaurar pedido { $order }
    .typed = restaurar pedido [order] | restaurar o pedido [order] | reabrir pedido [order] | reabrir o pedido [order]
    .about = restaurar pedido …
    .ask-order = Qual pedido?
    .done = pedido { $order } reaberto.
config-show = mostrar config { $unit }
    .typed = mostrar config [unit] | mostrar configuração [unit] | ver config [unit] | config mostrar [unit]
    .about = mostrar config …
    .ask-unit = Qual unidade de configuração?
config-list = listar configs
    .typed = listar configs | listar config | listar configurações | config listar | configs | configurações
    .about = listar configs
config-set = definir { $field } de { $unit } como { $value }
    .typed = definir config [unit] [field] [value] | mudar config [unit] [field] [value] | alterar config [unit] [field] [value] | config definir [unit] [field] [value] | definir [field] de [unit] como [value]
    .about = definir config …
    .ask-unit = Qual unidade de configuração?
    .ask-field = Qual campo?
    .ask-value = Qual valor?
    .done = { $field } de { $unit } agora é { $value }.
config-create = criar config { $unit }
    .typed = criar config [unit] para [owner] com vida de [lifetime] | criar config [unit] para [owner] | criar configuração [unit] para [owner] | config criar [unit] para [owner] | criar config [unit] | criar configuração [unit] | config criar [unit]
    .about = criar config …
    .ask-unit = Qual é o nome da nova unidade?
    .ask-owner = De qual equipe ela é?
    .ask-lifetime = Por quanto tempo ela deve existir? Por exemplo 24h.
    .done = { $unit } criada.
config-delete = excluir config { $unit }
    .typed = excluir config [unit] | excluir configuração [unit] | apagar config [unit] | apagar configuração [unit] | config excluir [unit]
    .about = excluir config …
    .ask-unit = Qual unidade de configuração?
    .done = { $unit } excluída.
config-restore = restaurar config { $unit }
    .typed = restaurar config [unit] | restaurar configuração [unit] | config restaurar [unit]
    .about = restaurar config …
    .ask-unit = Qual unidade de configuração?
    .done = { $unit } restaurada.
config-renew = renovar config { $unit }
    .typed = renovar config [unit] | renovar configuração [unit] | config renovar [unit]
    .about = renovar config …
    .ask-unit = Qual unidade de configuração?
    .done = o prazo de vida de { $unit } recomeça agora.
config-hand-on = passar adiante config { $unit }
    .typed = passar adiante config [unit] | passar config [unit] adiante | passar adiante configuração [unit] | config passar adiante [unit]
    .about = passar adiante config …
    .ask-unit = Qual unidade de configuração?
    .done = { $unit } foi passada adiante.
config-promote = promover uma config pelo seu ticket
    .typed = promover config [ticket] | promover configuração [ticket] | config promover [ticket]
    .about = promover config …
    .ask-ticket = Cole o ticket que foi passado adiante.
    .done = a config do ticket foi promovida.
menu-show = menu
    .typed = menu | oi | olá | bom dia | boa tarde | boa noite
    .about = menu
help-show = ajuda
    .typed = ajuda | me ajuda | comandos | socorro | ?
    .about = ajuda
status-show = situação
    .typed = situação | status | estado | qual a situação | qual é a situação
    .about = situação
pending-list = pendentes
    .typed = pendentes | pendências | pendente | em aberto | solicitações | minhas solicitações
    .about = pendentes: o que está em aberto
command-show = mostrar { $command }
    .typed = mostrar [command] | mostra [command] | ver [command] | status de [command] | status do [command] | situação de [command] | situação do [command] | cadê [command] | cadê o [command]
    .about = mostrar C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K. Para ver as abertas: pendentes
command-why = por que { $command }
    .typed = por que [command] | porque [command]
    .about = por que C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K. Para ver as abertas: pendentes
command-approvers = quem pode aprovar { $command }
    .typed = quem pode aprovar [command] | quem aprova [command] | quem tem que aprovar [command]
    .about = quem pode aprovar C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K. Para ver as abertas: pendentes
command-missing = quem falta { $command }
    .typed = quem falta [command] | quem está faltando [command] | quem falta em [command]
    .about = quem falta C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K. Para ver as abertas: pendentes
command-cancel = retirar { $command }
    .typed = cancelar [command] | cancela [command] | retirar [command]
    .about = cancelar C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K. Para ver as abertas: pendentes
    .done = { $command } retirado.
audit-show = auditoria
    .typed = auditoria [span] [person] | auditoria [span] | auditoria
    .about = auditoria 24h
    .ask-span = De quanto tempo atrás? Por exemplo 24h ou 7d.
    .ask-person = Ações de quem?
report-show = relatório
    .typed = relatório [span] | relatório
    .about = relatório 7d
    .ask-span = De quanto tempo? Por exemplo 7d ou 24h.
evidence-verify = verificar evidências
    .typed = verificar evidências | verificar evidência | verificar as evidências | verificar
    .about = verificar evidências
policy-status = situação da política
    .typed = situação da política | status da política | política
    .about = situação da política
lockdown-on = ativar bloqueio: { $reason }
    .typed = bloquear | ativar bloqueio [reason] | ativar o bloqueio [reason] | ativar bloqueio por [span] [reason] | ativar o bloqueio por [span] [reason] | bloquear tudo [reason] | bloquear tudo durante [span] [reason] | bloquear tudo por [span] [reason]
    .about = ativar bloqueio MOTIVO
    .ask-span = Por quanto tempo? Por exemplo 30m ou 2h.
    .ask-reason = Por quê? A equipe lê o motivo, e ele fica nas evidências.
    .done = bloqueio ativado. Nada começa até ele ser desativado.
lockdown-off = desativar bloqueio
    .typed = desativar bloqueio | desativar o bloqueio | desbloquear tudo | desbloquear | retirar bloqueio | retirar o bloqueio
    .about = desativar bloqueio
    .done = bloqueio desativado. Novas solicitações são aceitas.
lockdown-limit = bloquear { $part ->
    [connector] conector
    [class] classe
    [agent] agente
   *[tenant] inquilino
  } { $of }: { $reason }
    .typed = [part=connector] bloquear conector [of] durante [span] [reason] | [part=connector] bloquear conector [of] por [span] [reason] | [part=connector] bloquear conector [of] [reason] | [part=class] bloquear classe [of] durante [span] [reason] | [part=class] bloquear classe [of] por [span] [reason] | [part=class] bloquear classe [of] [reason] | [part=tenant] bloquear inquilino [of] durante [span] [reason] | [part=tenant] bloquear inquilino [of] por [span] [reason] | [part=tenant] bloquear inquilino [of] [reason] | [part=tenant] bloquear tenant [of] por [span] [reason] | [part=tenant] bloquear tenant [of] [reason] | [part=agent] bloquear agente [of] durante [span] [reason] | [part=agent] bloquear agente [of] por [span] [reason] | [part=agent] bloquear agente [of] [reason]
    .about = bloquear classe S2 MOTIVO
    .ask-part = Bloquear o quê?
    .ask-of = Qual?
    .ask-span = Por quanto tempo? Por exemplo 30m ou 2h.
    .ask-reason = Por quê? A equipe lê o motivo, e ele fica nas evidências.
    .done = esta parte está bloqueada. O resto continua.
lockdown-lift = desbloquear { $part ->
    [connector] conector
    [class] classe
    [agent] agente
   *[tenant] inquilino
  } { $of }
    .typed = [part=connector] desbloquear conector [of] | [part=class] desbloquear classe [of] | [part=tenant] desbloquear inquilino [of] | [part=tenant] desbloquear tenant [of] | [part=agent] desbloquear agente [of]
    .about = desbloquear classe S2
    .ask-part = Desbloquear o quê?
    .ask-of = Qual?
    .done = esta parte está desbloqueada.
lockdown-status = situação do bloqueio
    .typed = situação do bloqueio | status do bloqueio | bloqueio
    .about = situação do bloqueio
approvals-resume = retomar aprovações
    .typed = retomar aprovações | retomar as aprovações | reativar aprovações
    .about = retomar aprovações
    .done = as aprovações voltam a ser aceitas.

people-grant = conceder { $scope } a { $person }
    .typed = conceder [person] [scope] | conceder [scope] a [person] | conceder [scope] para [person]
    .about = conceder ESCOPO a NOME
    .ask-person = A quem?
    .ask-scope = Qual escopo? Por exemplo admin.approve.recovery.
    .done = { $person } agora tem { $scope }.
people-revoke = tirar { $scope } de { $person }
    .typed = revogar [person] [scope] | revogar [scope] de [person] | tirar [scope] de [person]
    .about = revogar ESCOPO de NOME
    .ask-person = De quem?
    .ask-scope = Qual escopo?
    .done = { $person } não tem mais { $scope }.
people-role = dar a { $person } o papel { $role }
    .typed = dar papel [role] a [person] | dar o papel [role] a [person] | dar a [person] o papel [role] | tornar [person] [role]
    .about = dar papel PAPEL a NOME
    .ask-person = A quem?
    .ask-role = Qual papel?
    .done = { $person } agora tem o papel { $role }.
people-unrole = tirar o papel { $role } de { $person }
    .typed = tirar papel [role] de [person] | tirar o papel [role] de [person]
    .about = tirar papel PAPEL de NOME
    .ask-person = De quem?
    .ask-role = Qual papel?
    .done = { $person } não tem mais o papel { $role }.
people-suspend = suspender { $person }
    .typed = suspender [person] | suspender direitos de [person]
    .about = suspender NOME
    .ask-person = De quem?
    .done = direitos de { $person } suspensos.
people-restore = restaurar os direitos de { $person }
    .typed = restaurar direitos de [person] | restaurar os direitos de [person] | restaurar direitos [person]
    .about = restaurar direitos de NOME
    .ask-person = De quem?
    .done = direitos de { $person } restaurados.
people-enrol = cadastrar { $id } ({ $phone })
    .typed = cadastrar [id] [phone] como [role] | cadastrar [id] [phone]
    .about = cadastrar NOME TELEFONE
    .ask-id = Como a pessoa se chama? Uma só palavra.
    .ask-phone = Qual telefone? Por exemplo +5511900000001.
    .ask-role = Qual papel?
    .done = o cadastro de { $id } vale assim que o código for digitado no telefone.
people-activate = ativar o autenticador de { $person }
    .typed = ativar autenticador de [person] | ativar o autenticador de [person]
    .about = ativar autenticador de NOME
    .ask-person = O app autenticador de quem?
    .done = app autenticador de { $person } em uso.
scopes-show = escopos de { $person }
    .typed = escopos de [person] | direitos de [person] | escopos [person]
    .about = escopos de NOME
    .ask-person = Escopos de quem?
delegation-on = delegar a { $person }
    .typed = delegar a [person] até [until] | delegar para [person] até [until] | delegar a [person] [until] | delegar para [person] [until] | delegar a [person] | delegar para [person]
    .about = delegar a NOME até …
    .ask-person = A quem?
    .ask-until = Até quando? Por exemplo: sexta 18:00, amanhã, por 2h.
    .done = { $person } responde no seu lugar.
delegation-off = revogar delegação
    .typed = revogar delegação | revogar a delegação | encerrar delegação
    .about = revogar delegação
    .done = você volta a responder por si.
command-resolve = resolver { $command } como { $result ->
    [done] feito
    [undone] não feito
   *[other] { $result }
  }
    .typed = resolver [command] feito [result=done] | resolver [command] não feito [result=undone] | resolver [command] como feito [result=done] | resolver [command] como não feito [result=undone] | resolver [command] [result]
    .about = resolver C-… feito
    .ask-command = Qual solicitação? Ex.: C-7F3K. Para ver as abertas: pendentes
    .ask-result = O que houve?
    .done = { $command } resolvido como { $result ->
        [done] feito
        [undone] não feito
       *[other] { $result }
    }.
command-retry = repetir { $command }
    .typed = repetir [command] | tentar de novo [command]
    .about = repetir C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K.
    .done = { $command } foi feito de novo.
command-undo = desfazer { $command }
    .typed = desfazer [command]
    .about = desfazer C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K.
    .done = { $command } foi desfeito.
command-compensate = compensar { $what }
    .typed = compensar [what]
    .about = compensar C-… C-… (ou 2h)
    .ask-what = Quais? Por exemplo C-7F3K C-9M2D, ou 2h para as últimas 2 horas.
    .done = { $what }: compensado.
command-ask-again = pedir de novo { $command }
    .typed = pedir de novo [command] | pedir [command] de novo
    .about = pedir de novo C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K. Para ver as abertas: pendentes
    .done = { $command } pedido de novo.
vote-revoke = revogar a aprovação de { $command }
    .typed = revogar [command] | revogar aprovação de [command] | revogar a aprovação de [command]
    .about = revogar C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K. Para ver as abertas: pendentes
    .done = sua aprovação de { $command } foi revogada.
denial-lift = permitir { $command } de novo
    .typed = permitir [command] de novo | permitir de novo [command] | permitir [command]
    .about = permitir C-… de novo
    .ask-command = Qual solicitação? Ex.: C-7F3K.
    .done = o que { $command } pedia pode ser pedido de novo.
suspicion-lift = descartar suspeita
    .typed = descartar suspeita | descartar a suspeita | encerrar suspeita | retirar suspeita | retirar a suspeita
    .about = descartar suspeita
    .done = o perfil usual da política vale de novo.
emergency-declare = declarar emergência: { $reason }
    .typed = declarar emergência [reason] | declarar uma emergência [reason] | quebrar o vidro [reason]
    .about = declarar emergência MOTIVO
    .ask-reason = Por quê? A equipe lê o motivo, e ele fica nas evidências.
    .done = emergência declarada.
emergency-end = encerrar emergência
    .typed = encerrar emergência | encerrar a emergência
    .about = encerrar emergência
    .done = emergência encerrada. Falta a revisão.
emergency-status = situação da emergência
    .typed = situação da emergência | status da emergência | emergência
    .about = situação da emergência
emergency-review = revisar emergência
    .typed = revisar emergência | revisar a emergência
    .about = revisar emergência
    .done = revisado.
refusal-why = por que me recusaram
    .typed = por que me recusaram | por que fui recusado | por que fui recusada | por que recusado
    .about = por que me recusaram
decisions-show = decisões de { $person }
    .typed = decisões de [person] | decisões [person]
    .about = decisões de NOME
    .ask-person = Decisões de quem?

policy-bind = usar política { $pack } { $version } com { $profile }
    .typed = usar política [pack] [version] [profile] | usar a política [pack] [version] [profile] | usar política [pack] [version] com [profile]
    .about = usar política PACOTE …
    .ask-pack = Qual pacote de políticas?
    .ask-version = Qual versão dele?
    .ask-profile = Qual perfil?
    .done = política { $pack } { $version } com { $profile } em vigor.

evidence-show = evidência de { $command }
    .typed = evidência [command] | evidência de [command] | evidências de [command]
    .about = evidência C-…
    .ask-command = Qual solicitação? Ex.: C-7F3K.
people-forget = esquecer { $person }
    .typed = esquecer [person] | apagar dados de [person]
    .about = esquecer NOME ou TELEFONE
    .ask-person = Quem?
    .done = dados de { $person } apagados. Ficam ids, horas, tipos e hashes, para verificar as evidências.
hold-on = ativar retenção legal: { $reason }
    .typed = ativar retenção legal [reason] | retenção legal ativada [reason]
    .about = ativar retenção legal MOTIVO
    .ask-reason = Por quê? O motivo fica nas evidências.
    .done = retenção legal ativada. Nada é apagado.
hold-off = desativar retenção legal
    .typed = desativar retenção legal | desativar a retenção legal | retirar retenção legal | retirar a retenção legal | encerrar retenção legal
    .about = desativar retenção legal
    .done = retenção legal desativada. Os dados vencidos voltam a ser apagados.
retention-status = situação da retenção
    .typed = situação da retenção | status da retenção | retenção
    .about = situação da retenção

## Palavras com sentido próprio

word-tomorrow = amanhã
word-for = por | durante | daqui a | dentro de
word-at = às | a | as | à | o | em | na | no | de | do | da | das | dia
word-give-up = parar | pare | deixa | deixa pra lá | deixar | esquece | desistir | cancelar
# `word-reply`: como se diz sim e não, o que não decide nada.
word-reply = sim | s | ss | ok | blz | beleza | pode | podem | aprovo | aprovar | aprova | aprove | aprovado | aprovada | confirmo | confirmar | confirma | confirmado | autorizo | autorizado | liberado | libera | liberar | aceito | fechado | isso | claro | certo | tá | ta | joia | jóia | bora | positivo | não | n | nn | nego | negar | nega | negado | recuso | recusar | reprovo | rejeito | espera | calma
# `word-vague` não tem duração certa; em português 5/6 é sempre 5 de junho: `day first`.
word-today = hoje
word-after-tomorrow = depois de amanhã
word-date-order = day first
word-second = s | seg | segs | segundo | segundos
word-minute = m | min | mins | minuto | minutos
word-hour = h | hr | hrs | hs | hora | horas
word-day = d | dia | dias
word-week = semana | semanas
word-vague = mês | meses | ano | anos
word-numbers = um/uma | dois/duas | três | quatro | cinco | seis | sete | oito | nove | dez | onze | doze
word-and = e
word-half = e meia | e meio
word-half-hour = meia hora | meia-hora

## Cartões

headline = { $environment } · { $class } · { $name }
sandbox-label = SANDBOX: nada real é tocado
risk-s2 = Risco: destrutivo
risk-s3 = Risco: alto impacto
risk-r3 = Risco: recuperação destrutiva
change-risk = Risco da mudança: { $class ->
    [HIGH] alto
    [MEDIUM] médio
   *[LOW] baixo
  } ({ $because })
    .wide =
        Risco da mudança: { $class ->
        [HIGH] alto
        [MEDIUM] médio
       *[LOW] baixo
      }
        ({ $because })
change-risk-concerns = vários assuntos
change-risk-batch = vários de uma vez
changes = { $name }: { $before } → { $after }
    .wide =
        { $name }: { $before }
        → { $after }
shows = { $name }: { $value }
    .wide =
        { $name }:
        • { $value }
act-line = O que acontece: { $what }
act-of-line = { $name }: { $what }
item-field = { $name } { $field }
nothing = (nada)
asked-by = Solicitado por { $name }
asked-by-program = Pelo programa { $name }
proposed-by-agent = Proposto por { $name }
acted-by-agent = Agente por conta própria: { $name }
instead-of = Você responde no lugar de { $name }
group-line = Ao menos { $count } com o papel { $role }
until = Até { $at }
confirm-by = Confirme até { $at }
    .wide =
        Confirme
        até { $at }
until-within = Até { $at } ({ $span })
    .wide =
        Até { $at }
        (em { $span })
policy-line = Política: { $policy }, { $pack } { $version }
    .wide =
        Política: { $policy }
        ({ $pack } { $version })
quorum-line = { $needed } pessoas precisam aprovar
emergency-line = EMERGÊNCIA: { $needed ->
    [1] basta uma aprovação
   *[other] bastam { $needed } aprovações
  }
no-step-up = Aqui não se pede segundo fator.
code-line = CÓDIGO: os 6 dígitos do seu app
code-line-lately = (dispensado por { $span } após o último)
code-line-none = Você ainda não tem app autenticador.
code-line-waits = Seu novo app espera por um admin.
nobody-else-asked = Ninguém mais precisa aprovar.
option-confirm = 1 - Confirmar
option-confirm-word = 1 { $word } - Confirmar
option-abort = 2 - Desistir
digest-title = { $environment } · { $count ->
    [1] 1 solicitação pendente
   *[other] { $count } solicitações pendentes
  }
digest-later = Mais { $count } na próxima mensagem.
digest-item = { $number }) { $class } · { $name }
digest-news = Enquanto isso:
digest-news-title = { $environment } · { $count ->
    [1] Novidade de 1 solicitação
   *[other] Novidades de { $count } solicitações
  }
digest-line = { $name } · { $what }: { $how }
    .wide =
        { $name } · { $what }
        • { $how }
digest-count = { $how }: { $count }
digest-count-named = { $how }: { $count } ({ $names })
    .wide =
        { $how }: { $count }
        • { $names }
digest-counted-hint = O que está aberto: pendentes. Uma delas: mostrar C-…
digest-not-asked = { $name }: não depende mais de você
digest-waits = espera por você até { $at }
digest-done = feito, aprovado por { $names }
digest-denied = negado por { $names }
digest-denied-because = negado por { $names }: { $reason }
digest-expired = não aprovado a tempo
digest-withdrawn = retirado
option-approve = 1 { $token } - Aprovar
option-approve-code = 1 { $token } CÓDIGO - Aprovar
option-deny = 2 { $token } - Negar (motivo opcional)
option-confirm-named = 1 { $name } - Confirmar
option-confirm-named-word = 1 { $name } { $word } - Confirmar
option-abort-named = 2 { $name } - Desistir
numbered = { $number } - { $text }
listed = • { $text }

## Nomes de campos, e valores que são palavras: o que não está aqui aparece como é

label-order = pedido
label-reason = motivo
label-unit = unidade
label-lifetime = prazo de vida
label-expires = expira
label-field = campo
label-value = valor
label-owner = responsável
label-command = solicitação
label-span = duração
label-part = parte
label-of = qual
label-person = pessoa
label-scope = escopo
label-means = significa
label-role = papel
label-other-role = outro papel
label-id = id
label-phone = telefone
label-until = até
label-result = resultado
label-what = o quê
label-pack = pacote
label-version = versão
label-profile = perfil
label-status = situação
label-customer = cliente
label-total = total
label-kind = tipo
label-revision = revisão
label-handed-on-in = passada adiante em
label-handed-on-by = passada adiante por
label-revision-there = revisão de origem
label-ticket = ticket
label-kind-there = tipo de origem
label-count = quantidade
label-enabled = ativo
label-replicas = réplicas
label-banner = aviso
label-creation = criação
label-deletion = exclusão
label-lifecycle = criar ou apagar
label-compute = capacidade
label-identity = identidade
label-location = local
label-source = origem
label-digest = hash
label-replayed = solicitações reavaliadas
label-decided-differently = decididas de outro modo
label-newly-need-approval = passam a pedir aprovação
label-need-more-approvers = pedem mais aprovadores
label-need-fewer-approvers = pedem menos aprovadores
label-approvers = aprovadores
label-second-factor = segundo fator
label-decided-by = decidido por
label-rights-decided-by = direitos decididos por
label-no-longer-need-approval = dispensam aprovação
label-newly-refused = passam a ser recusadas
label-locked-by = ativado por
label-stays-locked = continua bloqueado
label-locked-since = bloqueado desde
label-replaces-app-of = substitui o app em uso desde
label-name = nome
label-lockdown = bloqueio
label-covers = vale para
label-legal-hold = retenção legal
label-delegated-to = delegado a
label-own-right-to-approve = direito próprio de aprovar
label-rights = direitos
value-status-open = aberto
value-status-cancelled = cancelado
value-part-connector = conector
value-part-class = classe
value-part-tenant = inquilino
value-part-agent = agente
value-enabled-true = sim
value-enabled-false = não
value-kind-there-other = diferente do daqui
value-result-done = feito
value-result-undone = não feito
value-role-requester = solicitante
value-role-approver = aprovador
value-role-admin = admin
value-role-auditor = auditor
value-role-observer = observador
value-role-security = segurança
value-role-owner = responsável
value-second-factor-each = a cada vez
value-second-factor-none = nenhum
value-locked-by-another-tenant = outro inquilino
value-stays-locked-that-tenant = esse inquilino
value-lockdown-on = ativado
value-lockdown-off = desativado
value-covers-everything = tudo
value-own-right-to-approve-none = nenhum
value-own-right-to-approve-part = em parte
value-legal-hold-on = ativada
value-legal-hold-off = desativada
value-rights-in-force = em vigor
value-rights-suspended = suspensos
value-rights-suspended-by-admin = suspensos por um admin
value-rights-suspended-identity-changed = número ou chave mudou
value-rights-suspended-not-proven = código não digitado
value-rights-suspended-number-unseen = número oculto no WhatsApp
value-rights-erased = apagados

## Como se chamam políticas de aprovação, escopos, regras e congelamentos; os `titles` de um pacote vêm antes

value-scopes-orders-write = alterar pedidos
value-scopes-config-write = alterar configurações
value-scopes-admin-approve-destructive = aprovar ações destrutivas
value-scopes-admin-approve-high-impact = aprovar ações de alto impacto
value-scopes-admin-approve-recovery = aprovar recuperações
value-scopes-admin-lockdown = ativar e desativar bloqueio
value-scopes-admin-people = gerenciar pessoas
value-scopes-admin-policy = gerenciar a política
value-scopes-audit-read = ler as evidências
value-scopes-admin-all = administrar tudo
value-approvals-destructive = destrutiva
value-approvals-high-impact = alto impacto
value-approvals-recovery = recuperação
value-approvals-people = direitos
value-approvals-enrolment = autenticador
value-approvals-joint = conjunta
value-approvals-change = mudança
value-approvals-two-groups = dois grupos
value-rules-large-amount = valor alto
value-rules-at-night = à noite
value-rules-medium-risk = risco médio
value-rules-high-risk = risco alto
value-rules-high-risk-in-prod = risco alto em prod
value-rules-many-at-once = muitos de uma vez
value-rules-test-orders = pedidos de teste
value-rules-config-above-test = configuração acima de test
value-rules-config-in-prod = configuração em prod
value-freezes-weekend = fim de semana
value-freezes-year-end = fim de ano
either = { $one } ou { $other }

## O que aconteceu

not-done = Não foi feito: { $what }
done = Feito: { $what }
failed = Falhou: { $what }
uncertain = Não se sabe se aconteceu: { $what }
uncertain-next = Confira no sistema e digite:
uncertain-done = resolver { $name } feito
uncertain-undone = resolver { $name } não feito
uncertain-redefined = A definição foi editada com o Aval parado. Não houve nova tentativa.
uncertain-after-restart = O Aval foi reiniciado durante a execução.
ticket-used-up = { $unit } agora está como no ticket.
ticket-next =
    A próxima mensagem é o ticket. Cole-a inteira em { $environment }.
    Só pode ser usado uma vez, até { $until }.
ticket-paste = promover config { $ticket }
waiting-for = Aguardando { $needed ->
    [1] uma aprovação de: { $names }
   *[other] { $needed } aprovações de: { $names }
  }
without-app = Ainda sem app autenticador: { $names }
withdraw-hint = Para retirar: cancelar { $name }
retry-hint = Para tentar de novo: repetir { $name }
continue-hint = Para continuar com o resto: compensar { $names }
granted-by = { $name } aprovou: { $what }
in-place-of = { $name } (no lugar de { $absent })
denied-by = { $name } negou.
denied-by-because = { $name } negou: { $reason }
you-denied = Você negou: { $what }
escalated-early = Poucas pessoas receberam a solicitação. Agora também enviada a: { $names }
escalated = Metade do prazo passou. Agora também enviada a: { $names }
progress = Aprovações: { $count } de { $needed }
progress-granted = Aprovado por { $names }
progress-void = Não conta mais: { $names }
progress-unable = Não pode mais responder: { $names }
progress-missing = Sem resposta: { $names }
progress-unreceived = { $count } de { $needed } { $needed ->
    [1] aprovador
   *[other] aprovadores
  } não { $count ->
    [1] recebeu
   *[other] receberam
  } a solicitação: { $names }
card-failed =
    A solicitação não pôde ser enviada a { $name } ({ $why }).
    Quem pediu pode digitar: cancelar { $command }, e depois pedir de novo.
card-failed-unsaid = sem motivo informado
card-never-wrote =
    { $name } nunca escreveu para este número, por isso nada lhe pode ser enviado.
    Basta { $name } mandar uma mensagem para cá; depois, peça de novo.
progress-groups = Ainda falta: { $roles }
rejected-approval-denied = A aprovação foi negada.
rejected-approval-expired = Não foi aprovado a tempo. Quem pediu pode pedir de novo.
rejected-confirmation-expired = Não foi confirmado a tempo. Se ainda precisar, peça de novo.
rejected-cancelled = Foi retirado.
rejected-unauthorized = Falta um direito. { $reader ->
    [only-admin] Digite
   *[other] Fale com { one-admin } ou digite
  }: quem pode aprovar { $name }
rejected-requester-unauthorized = Quem pediu não tem direito a isso. { ask-admin }
rejected-rights-changed = Mudaram os direitos de quem pediu ou aprovou. É preciso pedir de novo.
rejected-policy-missing = Nenhuma política cobre isto: recusado. { $reader ->
    [admin] Para adotar outra: usar política
    [only-admin] Para adotar outra: usar política
   *[other] Fale com um admin.
  }
rejected-policy-unreadable = A política não pode ser lida; por isso foi recusado. Veja: situação
rejected-locked-down = Este ambiente está bloqueado. Veja: situação do bloqueio
    .then = Havia um bloqueio naquele momento. Peça de novo quando ele terminar.
rejected-policy-changed = A ação ou a política mudou nesse meio-tempo. É preciso pedir de novo.
rejected-rate-limited = Você fez solicitações demais: { $most } em { $within }. Peça de novo mais tarde.
rejected-open-requests = Limite de { $most } solicitações abertas. Espere ou retire. Veja: pendentes
rejected-rate-limited-tenant = Solicitações demais em { $tenant }: { $most } em { $within } no total. Peça mais tarde.
rejected-rate-limited-class = Solicitações { $class } demais: { $most } em { $within } no total. Peça mais tarde.
rejected-frozen = O congelamento “{ $freeze }” vale { $until } (política { $pack } { $version }). Peça de novo depois dele.
    .then = O congelamento “{ $freeze }” valia naquele momento (política { $pack } { $version }). Peça de novo depois.
rejected-forbidden = Uma regra da política proíbe. Veja: por que me recusaram
rejected-denied-before = Negado vezes demais. Um admin deve digitar: permitir { $name } de novo
blocked = Não foi aprovado a tempo. Quem pediu pode digitar: pedir de novo { $name }
state-blocked = vencido; quem pediu pode digitar: pedir de novo { $name }
reminder = Ainda espera por você: { $what }, até { $at }
approval-revoked = { $name } revogou a própria aprovação: { $what }
own-request-denied = Foi você quem pediu { $name }. Outro admin precisa permitir.
revoked-too-often = { $name } foi enviado vezes demais: sua aprovação fica. Quem pediu pode retirar.
sandbox-cannot-decide = Isto vale para o ambiente todo. Quem é de um sandbox não pode pedir.
resolved-done = Uma pessoa diz que aconteceu.
resolved-undone = Uma pessoa diz que não aconteceu.
bulk-stopped =
    Parou em { $at }.
    Feito: { $done_count ->
        [0] nada.
       *[other] { $done }.
    }
    Não iniciado: { $left_count ->
        [0] nada.
       *[other] { $left }.
    }
bulk-left =
    Uma pessoa diz que { $at } foi desfeito.
    Feito: { $done_count ->
        [0] nada.
       *[other] { $done }.
    }
    Não iniciado: { $left_count ->
        [0] nada.
       *[other] { $left }.
    }
rejected-impossible = Isto não pode ser feito agora neste alvo.
rejected-quota-reached = A cota de unidades do agente acabou. Exclua algumas ou aumente a cota.
rejected-unavailable = O sistema não respondeu. Tente mais tarde.
rejected-definition-changed = A definição mudou desde então. É preciso pedir de novo.
rejected-record-changed = Registro e evidências divergem; nada foi feito. Espere um admin.
state-proposed = em preparação
state-confirmation-requested = aguardando confirmação
state-authorized = autorizado
state-approval-required = aguardando aprovação
state-approval-requested = aguardando aprovação
state-approval-granted = aprovado
state-approval-denied = negado
state-started = em execução
state-uncertain = incerto
state-unclear = incerto; confira e digite: resolver { $name } feito, ou não feito
state-succeeded = feito
state-failed = falhou
state-rejected = recusado
state-line = Etapa: { $state }

## Recusas: o quê, por quê e o que fazer

# `$reader` is `admin` where the reader is one, and `only-admin` where nobody else is.
one-admin = { $reader ->
    [admin] outro admin
   *[other] um admin
  }
ask-admin = { $reader ->
    [admin] Fale com outro admin.
    [only-admin] Só você é admin. No servidor: aval people admin NOME
   *[other] Fale com um admin.
  }
stranger = Este número só atende pessoas cadastradas. Fale com um admin.
you-are-suspended = Seus direitos estão suspensos. { $reader ->
    [only-admin] No servidor: aval people restore { $person }
   *[other] Peça a { one-admin } que os restaure.
  }
form-voice = Áudios nunca confirmam nem aprovam nada. Digite, por favor.
form-media = Imagens e arquivos nunca confirmam nem aprovam nada. Digite, por favor.
form-reaction = Reações nunca confirmam nem aprovam nada. Digite a resposta, por favor.
form-poll = Enquetes nunca confirmam nem aprovam nada. Digite a resposta, por favor.
form-edit = Editar uma mensagem não muda nada. Envie uma nova, por favor.
form-forward = Mensagens encaminhadas não confirmam nem aprovam nada. Digite, por favor.
form-other = Aqui só vale texto digitado.
too-long = Texto longo demais: no máximo { $most } caracteres.
too-late = Esta mensagem chegou tarde demais. Envie de novo, por favor.
other-tenant = { $named } não é seu: aqui você age em { $own }. Nada foi feito.
same-id-other-content = Vieram dois textos com o mesmo id. Vale só o primeiro; envie outro.
same-id-enough = Outros assim nesta hora ficam sem resposta.
not-settled = Nada foi feito: não deu para gravar as evidências. Tente em um minuto.
not-understood = Não entendi. Digite menu ou ajuda.
words-decide-nothing = Sim ou não em palavras não vale; só os números valem.
did-you-mean = Você quis dizer: { $text }
given-up = Tudo bem, cancelei a pergunta.
nothing-open = Nenhuma pergunta aberta para você aqui. Veja: pendentes
nothing-open-named = { $name } não espera a sua confirmação. Veja: pendentes
open-elsewhere = { $name } espera na conversa em que você pediu. Responda lá.
token-needed = Aprovar: 1 TOKEN. Negar: 2 TOKEN. O token está na solicitação.
token-needed-code = Aprovar: 1 TOKEN CÓDIGO. Negar: 2 TOKEN. O CÓDIGO está no seu app.
nothing-decided = Nada foi decidido ainda. Digite só o que está antes do traço:
replies-to-another = A mensagem a que você respondeu trata de outra coisa. Está aberto:
already-answered = Isto já foi respondido.
say-just = Digite só { $word }, e nada mais.
acknowledge-by-name = Este é { $word }. Para confirmar, digite: { $typed }
proposed-answer-by-name = Um agente propôs isto. Responda com o nome da solicitação:
sent-before-shown = Você respondeu antes de ver isto. Responda com o nome da solicitação:
sent-before-lockdown = Isto veio antes de um bloqueio. Olhe de novo e responda outra vez.
sent-before-suspension = Isto veio antes de seus direitos serem suspensos. Responda de novo.
several-open = Há várias perguntas abertas. Qual delas?
numbers-later = Responda antes à pergunta de baixo. Depois, a esta com 1 ou 2.
meant-elsewhere = Sua resposta pode ser de outra coisa. Use o nome da solicitação:
no-such-number = Não há linha { $number }. Digite um número da lista.
no-such-command = Não existe { $name } que você possa ver. Veja: pendentes
only-requester-withdraws = Só quem pediu { $name } pode retirar.
too-late-to-withdraw = { $name } não pode mais ser retirado: { $state }
too-few-approvers = { $needed ->
    [1] É preciso 1 aprovador
   *[other] São precisos { $needed } aprovadores
  } e { $count ->
    [0] não há ninguém
    [1] só há 1
   *[other] só há { $count }
  }.
more-approvers = { $reader ->
    [admin] Para incluir alguém: dar papel { $role } a NOME
   *[other] { ask-admin }
  }
no-more-approvers = Num bloqueio não se inclui ninguém.
too-few-can-lift = { $reader ->
    [only-admin] No servidor: aval people admin NOME
   *[other] Num bloqueio não se inclui ninguém.
  }
not-entitled = Seus direitos não incluem: { $scopes }. { ask-admin }
    .wide =
        Seus direitos não incluem:
        • { $scopes }
        { ask-admin }
token-unknown = Não conheço este token. Copie-o da solicitação mais recente.
token-not-yours = Este token não é seu. Use o da solicitação que você recebeu.
token-void = Este token não vale mais. { $name }: { $state }
tries-left = { $count ->
    [1] Mais uma resposta errada bloqueia as suas respostas.
   *[other] Mais { $count } respostas erradas bloqueiam as suas respostas.
  }
answers-locked = Respostas erradas demais. Você não pode responder até { $until }.
approvals-suspended = As aprovações estão suspensas até um admin digitar: retomar aprovações
approvals-not-suspended = As aprovações não estão suspensas.
not-an-approver = Seus direitos não incluem: { $scope }. { ask-admin }
code-missing = Falta o código do seu app autenticador: 1 TOKEN CÓDIGO
code-not-enrolled = Você precisa de um app autenticador. { $reader ->
    [admin] No servidor
    [only-admin] No servidor
   *[other] Peça a um admin que execute
  }: aval people enrol { $person } --env { $environment }
code-waits = Seu app autenticador ainda não está em uso: um admin precisa aprovar.
code-wrong = Código errado. Digite o que o seu app mostra agora.
code-used = Esse código já foi usado. Espere o próximo no seu app.
code-used-not-needed = Esse código já foi usado. Agora nenhum é preciso: envie só o token.
code-recovery-used = Esse código de recuperação já foi usado. Use outro, ou o seu app.
code-no-code = O que vem depois do token não é um código. Digite só 1 e o token.
replay-granted = Você já aprovou isto ({ $at }).
revoke-hint = Para revogar a aprovação: revogar { $name }
replay-revoked = Você revogou essa resposta. Use o token da solicitação mais recente.
replay-not-in-place = Essa resposta não vale mais: você já não responde no lugar dessa pessoa.
replay-denied = Você já negou isto ({ $at }).
give-up-hint = (ou: parar)
begins-a-command = “{ $text }” começa um comando. Digite-o inteiro, ou use aspas.
slot-id = Digite uma só palavra: um nome ou um número.
slot-text = Digite ao menos um caractere, e no máximo { $most }.
slot-number = Digite um número de { $low } a { $high }.
slot-number-two-ways = { $text } pode ser lido de dois modos. Digite { $whole } ou { $fraction }.
slot-choice = Escolha um destes: { $options }
slot-person = Ninguém aqui se chama { $text }. Confira o nome.
slot-person-several = Várias pessoas se chamam { $text }. Digite um destes nomes: { $people }
slot-command = O nome de uma solicitação é como C-7F3K.
slot-scope = Um escopo é como admin.approve.recovery.
slot-phone = Um telefone é como +5511900000001.
slot-moment = Digite assim: sexta 18:00, amanhã 9:00, 2026-01-09 18:00, por 2h.
slot-moment-two-ways = { $text } pode ser lido de dois modos. Digite { $day_first } ou { $month_first }.
slot-moment-hour = { $text }: um horário ou uma duração? Digite { $clock }, ou: por { $span }
slot-targets = Digite nomes como C-7F3K C-9M2D, ou um período como 2h.
slot-span = Digite a duração assim: 30m, 2 horas ou 7 dias.

grant-already = { $name } já tem { $scope }.
grant-not-there = { $name } não tem concessão de { $scope } a revogar (papéis: { $roles }).
role-not-there = { $name } não tem o papel { $role } (papéis: { $roles }).
scope-unknown = Não há escopo { $scope }; conhecidos: { $scopes }.
role-unknown = Não há papel { $role }; conhecidos: { $roles }.
already-suspended = Os direitos de { $name } já estão suspensos.
not-suspended = Os direitos de { $name } não estão suspensos.
nothing-to-activate = Nenhum app autenticador de { $name } espera aprovação.
another-app-shown = Há um app mais novo de { $name }. Só vale a última solicitação.
app-asked-already = Este app já espera resposta: { $command }. Use o token dessa solicitação.
roles-stay = { $name } mantém estes papéis: { $roles }. Não indique o papel.
already-enrolled = { $name }, ou esse telefone, já tem cadastro.
person-id-wrong = { $id } não serve de id. Use a–z sem acento, 0–9, - e _, com letra no início.
id-reserved = Nas evidências, { $id } indica outra coisa. Escolha outro id.
notice-rights = { $environment } · Por { $by }: { $what }
delegation-unknown = Esta política não permite delegação.
delegation-self = É você. Indique outra pessoa.
delegation-long = No máximo { $most } a partir de agora. Indique um fim mais cedo.
delegation-none = Ninguém responde no seu lugar.
delegation-notice =
    { $environment } · Você responde a aprovações no lugar de { $name }
    até { $until }.
delegation-ended = { $environment } · Você não responde mais no lugar de { $name }.
delegation-over =
    { $environment } · A delegação a { $name } terminou.
    Você volta a responder por si.
delegate-replaced =
    { $delegate } não responde mais no lugar de { $name }.
    Agora enviado a: { $next }.
delegate-removed = { $delegate } não responde mais no lugar de { $name }, e ninguém substitui.
now-asked-too = Agora também enviado a: { $names }.
until-past = Esse momento já passou. Indique outro.
only-requester-asks-again = Só quem pediu { $name } pode pedir de novo.
not-blocked = { $name } não precisa ser pedido de novo: { $state }
no-vote-of-yours = Você não tem aprovação de { $name } a revogar.
too-late-to-revoke = Sua aprovação de { $name } não pode mais ser revogada: { $state }
not-to-retry = { $name } não pode ser repetido: { $state }
ended-ask-again = { $name } já terminou: { $state }. Faça uma nova solicitação.
unclear-resolve-first = { $name } ainda está incerto. Confira e digite: resolver { $name } feito, ou não feito
not-to-undo = { $name } não pode ser desfeito: { $state }
words-erased = { $what }; o texto foi apagado, pois o prazo de guarda passou
erased-not-undone = { $name } é antigo demais para desfazer: o texto foi apagado. Faça uma nova solicitação.
no-undo = { $name } é de um tipo que não se desfaz.
undo-instead = Para desfazer: desfazer { $name }
retried-by = A nova tentativa é { $name }.
not-yours-to-recover = Seus direitos não incluem o que { $name } exige. { ask-admin }
nothing-to-compensate = Não há nada a compensar.
undone-already = { $name } já foi desfeito: { $by }.
being-undone = { $name } está sendo desfeito por { $by }. Espere terminar.
undone-by = Foi desfeito por { $by }.
too-many-to-compensate = É demais de uma vez: no máximo { $most }.
not-yours-to-resolve = Só quem pediu { $name }, ou quem aprova recuperações, pode resolver.
not-uncertain = { $name } não está incerto: { $state }
no-suspicion = Não há suspeita a descartar.
notice-suspicion = { $environment } · Muitas respostas erradas: vale agora um perfil mais rígido. Para encerrar: descartar suspeita
emergency-lasts = Dura { $span }.
emergency-off = Esta política não permite emergências.
emergency-open-already = Já há uma emergência aberta, ou à espera de revisão.
emergency-none = Nenhuma emergência foi declarada.
emergency-notice =
    { $environment } · EMERGÊNCIA declarada por { $by }: { $reason }
    Até { $until }, { $needed ->
        [1] basta 1 aprovação.
       *[other] bastam { $needed } aprovações.
    }
    Tudo fica registrado e será revisado.
emergency-over = { $environment } · a emergência acabou.
review-hint = { $needed ->
    [1] 1 pessoa que não a declarou deve
   *[other] { $needed } pessoas que não a declararam devem
  } digitar: revisar emergência
emergency-is-off = { $environment } · sem emergência.
emergency-is-on = { $environment } · EMERGÊNCIA até { $until }, por { $by }: { $reason }
emergency-in-review = { $environment } · emergência de { $by } ({ $reason }): revisões até agora: { $count }
review-none = Não há nada a revisar.
review-too-early = A emergência ainda está aberta. Revise quando terminar.
review-not-own = Quem declarou não pode revisar.
review-again = Você já revisou.
review-more = Revisado. { $count ->
    [1] Falta mais 1 revisão.
   *[other] Faltam mais { $count } revisões.
  }
review-closed = Revisado e encerrado.

## Perguntas e respostas

menu-title = { $environment } · { $name }, você pode pedir:
menu-hint = Digite um número ou as palavras. Tudo: ajuda
help-grammar = Peça em palavras. 1 confirma, 2 desiste. Com o token de uma solicitação: 1 aprova, 2 nega.
answer-title = { $environment } · { $what }
status-title = { $environment } · { $instance }
status-open = { $count ->
    [0] Nenhuma solicitação aberta.
    [1] Uma solicitação aberta.
   *[other] { $count } solicitações abertas.
  }
status-evidence = { $count ->
    [1] 1 registro de evidência
   *[other] { $count } registros de evidência
  }
status-load = Aguardando respostas de: { $each }
status-suspended = As aprovações estão suspensas.
status-place-failing = { $place } não recebe nada desde { $since } ({ $why }).
report-title = { $environment } · relatório de { $span }
report-none = Nada foi pedido nesse período.
report-total = { $count ->
    [1] Uma solicitação
   *[other] { $count } solicitações
  }
report-outcomes = feitas { $done }, com falha { $failed }, recusadas { $refused }, em aberto { $open }
report-classes = por classe: { $each }
report-approver = { $name } aprovou { $granted }, negou { $denied }
report-cut = Só as { $count } mais recentes são contadas.
report-period = de { $since } a { $until }
report-timeline = Solicitações ao longo do tempo
report-by-class = Por classe
report-by-outcome = Por resultado
report-by-approver = Por aprovador
report-done = feitas
report-failed = com falha
report-refused = recusadas
report-open = em aberto
report-granted = aprovou
report-denied = negou
pending-title = { $environment } · solicitações abertas
pending-none = Nada aberto para você.
pending-yours = À espera da sua resposta: { $names }
pending-line = { $name } · { $class } · { $what }
    .wide =
        { $name } · { $class }
        • { $what }
can-approve = { $needed ->
    [1] Uma aprovação de: { $names }
   *[other] { $needed } aprovações de: { $names }
  }
scopes-title = { $environment } · { $name }: { $roles }
scopes-suspended = Estes direitos estão suspensos agora.
scopes-delegated = { $name } responde no lugar dessa pessoa até { $until }
refusal-none = Nada seu foi recusado recentemente.
decisions-title = { $environment } · decisões de { $name }
decisions-none = Nenhuma decisão ainda.
nobody-can-approve = Ninguém pode aprovar isto agora. { ask-admin }
needs-no-approval = Não precisa de aprovação.
audit-title = { $environment } · evidências desde { $since }
    .wide =
        { $environment } · evidências
        desde { $since }
audit-none = Nenhuma evidência nesse período.
audit-time = { $time }:
audit-line = { $type } { $actor }
    .wide =
        { $type }
        • { $actor }
audit-line-of = { $type } { $actor } { $name }
    .wide =
        { $type }
        • { $actor } { $name }
audit-more = … e mais { $count }
audit-many = … e pelo menos mais { $count }
evidence-proof = Registros { $first } a { $last } de { $size }, último { $hash }, raiz { $root }
verify-title = { $environment } · evidências
verify-ok = ok { $count } { $count ->
    [1] registro
   *[other] registros
  }, último hash { $head } ({ $tenant })
verify-bad = ROMPIDA em { $seq } ({ $tenant }): { $what ->
    [edited] algo foi editado depois de escrito, ou está danificado
    [removed] registros foram removidos, ou voltou um arquivo antigo
    [added] registros foram inseridos, trocados ou copiados de outro lugar
    [erased] o que a retenção apagou não confere com o registro dela
    [rewritten] o passado foi reescrito depois de assinado
    [note] um ponto de controle nela não prova nada
    [command] o registro de um comando não confere com as evidências
    [vote] conta-se uma resposta que ninguém deu
    [settings] o bloqueio ou a política não é o que as pessoas decidiram
    [counts] a contagem de um limite foi editada
   *[other] o arquivo está danificado
  }
verify-bad-more = e mais { $count } { $count ->
    [1] ruptura
   *[other] rupturas
  }
verify-bad-hint = Guarde uma cópia do arquivo. No servidor: aval verify. Para parar tudo: ativar bloqueio MOTIVO
evidence-changed = ALTERADO depois de escrito: { $seqs }. Já não prova nada. Peça a um auditor: verificar evidências
command-changed = { $name } · ALTERADO no arquivo, não pelo Aval. Não é mostrado nem feito. Auditores: verificar evidências
commands-changed = ALTERADOS no arquivo, não pelo Aval, e não mostrados: { $names }. Auditores: verificar evidências
policy-title = { $environment } · política { $pack } { $version }
policy-profile = Perfil { $profile }
policy-digest = Hash { $digest }
policy-evidence = Última mudança: evidência { $id }
policy-none = Nenhuma política pode ser lida: { $error }
lockdown-stays = Falta gente para desativá-lo depois.
lockdown-stays-hint = Ou: bloquear tudo por 2h MOTIVO
lockdown-not-whole = Só uma parte está bloqueada. Para desbloquear: desbloquear { $what }
lockdown-is-off = { $environment } · aberto. Sem bloqueio.
lockdown-is-on = { $environment } · BLOQUEIO desde { $since } por { $by }: { $reason }
lockdown-failed-start = { $environment } · BLOQUEADO: a política não pode ser lida. { $error }
notice-message-changed = { $environment } · Uma mensagem em espera foi alterada no arquivo, não pelo Aval. Não foi enviada. Execute: aval verify
lockdown-record-changed = { $environment } · BLOQUEADO: o arquivo foi alterado, não pelo Aval. Restaure um backup. Detalhes: aval verify
lockdown-notice-on = { $environment } · BLOQUEIO por { $by }: { $reason }. Nada começa até ele ser desativado.
lockdown-notice-off = { $environment } · bloqueio desativado por { $by }.
lockdown-notice-kept = { $environment } · { $by } desativou o bloqueio, menos o de vocês. Para desativar: desbloquear inquilino { $of }
lockdown-is-on-until = { $environment } · BLOQUEIO desde { $since } por { $by }, até { $until }: { $reason }
lockdown-notice-on-until = { $environment } · BLOQUEIO por { $by } até { $until }: { $reason }. Nada começa antes disso.
lockdown-done-until = Feito: bloqueio ativado. Nada começa antes de { $until }.
lockdown-over = { $environment } · O bloqueio terminou: o prazo acabou. Novas solicitações são aceitas.
another-tenant = outro inquilino
reason-hidden = motivo não mostrado
lockdown-of-connector = conector { $of }
lockdown-of-class = classe { $of }
lockdown-of-tenant = inquilino { $of }
lockdown-of-agent = agente { $of }
lockdown-until = até { $at }
lockdown-open-ended = até ser desativado
lockdown-part-is-on = { $environment } · BLOQUEIO: { $what }, desde { $since }, por { $by }, { $until }: { $reason }
lockdown-part-notice = { $environment } · BLOQUEIO: { $what }, por { $by }, { $until }: { $reason }. O resto continua.
lockdown-part-lifted = { $environment } · bloqueio desativado por { $by }: { $what }
lockdown-part-over = { $environment } · O bloqueio terminou: o prazo acabou. Parte: { $what }
lockdown-part-already = Já está bloqueado, pelo mesmo tempo ou mais: { $what }
lockdown-part-is-off = Não está bloqueado: { $what }
lockdown-part-of-others = Só quem é do inquilino afetado, ou do que bloqueou, pode desbloquear: { $what }
lockdown-no-such-part =
    Não há nada com esse nome.
    Conectores: { $connectors }.
    Classes: { $classes }.
    Inquilinos: { $tenants }.
lockdown-agents = Agentes: { $agents }.
rejected-locked-part = Um bloqueio cobre isto. Veja: situação do bloqueio
    .then = Um bloqueio cobria isto. Peça de novo quando terminar.
rejected-locked-since = Um bloqueio anulou uma aprovação. É preciso pedir de novo.
locked-now = BLOQUEIO: um sim agora encerra a
locked-now-no-effect = solicitação, e nada é feito.
suspended-now = As aprovações estão suspensas.
stopped-by-lockdown = Um bloqueio veio antes; nada aconteceu. Peça de novo quando terminar.
stopped-by-expiry = O prazo venceu antes do início. Nada aconteceu. Peça de novo.
stopped-by-policy = Um congelamento ou uma regra da política começou antes. Nada aconteceu. Peça de novo depois.
unclear-under-lockdown = Houve um bloqueio. Pode ter sido enviado antes de o Aval reiniciar, e ainda pode chegar.
unclear-past-expiry = O prazo venceu. Pode ter sido enviado antes de o Aval reiniciar, e ainda pode chegar.
unclear-under-policy = A política proíbe isso agora. Pode ter sido enviado antes de o Aval reiniciar, e ainda pode chegar.
denied-ask-again = { $name } foi negado depois de aprovado. Faça uma nova solicitação.
locked-ask-again = Um bloqueio veio depois da aprovação de { $name }. Faça nova solicitação.
unclear-ask-again = Não se sabe se { $name } aconteceu: sem repetição. Faça nova solicitação.
record-changed = Registro e evidências divergem; nada foi feito. Espere um admin.
stopped-ask-again = { $name } foi interrompido antes do início. Faça uma nova solicitação.
notice-agent-locked = { $environment } · O agente { $name } insiste no que só pessoas podem pedir. Fica bloqueado até { $until }.
notice-locked = { $environment } · Respostas erradas demais de { $name }: por um tempo, não são aceitas.
notice-record-changed = { $environment } · { $name } foi interrompido: registro e evidências não conferem. Execute: aval verify
notice-suspended = { $environment } · Respostas erradas demais: aprovações suspensas. Para aceitar de novo: retomar aprovações
notice-resumed = { $environment } · As aprovações voltaram a ser aceitas.
no-such-pack = Não há esse pacote de políticas ou perfil; pacotes conhecidos: { $packs }
policy-in-force = Já está em vigor: { $pack } { $version }, { $profile }
notice-policy = { $environment } · { $by } adotou a política { $pack } { $version }, { $profile }.
notice-drift =
    { $environment } · Desvio de política: vale agora { $pack } { $version }, { $profile }, e ninguém a mudou por mensagem.
    Se não foi ideia de vocês: ativar bloqueio MOTIVO
notice-redefined =
    { $environment } · Mudou desde o último início: { $names }{ $more ->
        [0] .
       *[other] {" "}e mais { $more }.
    }
    Ninguém aprovou isso por mensagem. Se não foi ideia de vocês: ativar bloqueio MOTIVO
notice-unit-expired = { $environment } · { $unit } expirou. Ninguém mexeu nela por { $span }.
notice-unit-expired-back = Para restaurar: restaurar config { $unit }
notice-egress = { $environment } · Um conector tentou acessar { $host }, que não foi declarado. Foi impedido.
challenge-code =
    Diga este código a { $name } de viva voz, nunca por mensagem:
    Código: { $code }
    Só { $name } digita, para este número, do próprio telefone, até { $until }.
challenge-wrong = Este código está errado ou venceu. Fale com o admin que o deu a você.
challenge-not-yours = Este código é de outra pessoa: este telefone é de { $name }.
challenge-done =
    { $environment } · Olá, { $name }: a partir de agora este telefone é seu aqui.
    Para ver o que pode pedir: menu
challenge-unseen =
    { $environment } · O código está certo, { $name }.
    O WhatsApp não mostra seu número aqui.
    Seus direitos ficam suspensos até ele mostrar, ou até um admin restaurar.
not-proven-yet = { $name } ainda não digitou o código. Para dar outro: cadastrar { $id } TELEFONE
notice-enrolled = { $environment } · { $name } digitou o código no próprio telefone e já tem cadastro.
notice-number-unseen =
    { $environment } · { $name } digitou o código, mas o WhatsApp não mostra de qual número.
    Confirme de viva voz e digite: restaurar direitos de { $name }
notice-challenge-over = { $environment } · { $name } não digitou o código a tempo. Para dar outro, cadastre de novo.
notice-challenge-elsewhere =
    { $environment } · O código de { $name } foi digitado de outro número, { $phone }, e não vale.
    Se o número for dessa pessoa (pergunte de viva voz): cadastrar { $id } { $phone }
    Se não for, outra pessoa tem o código: dê um novo.
notice-challenge-guesses =
    { $environment } · Alguém está tentando adivinhar códigos de cadastro.
    Por um tempo, os códigos dessa pessoa não são aceitos.
notice-undelivered = { $environment } · { $name }: { $what }
notice-identity =
    { $environment } · Mudou o número ou a chave de { $name }: direitos suspensos.
    Confirme de viva voz e digite: restaurar direitos de { $name }
notice-place-stalled = { $environment } · { $place } não recebe { $sends ->
    [checkpoints] pontos de controle
   *[other] evidências
} desde { $since } ({ $why }).
    O Aval continua tentando. Para saber mais: aval doctor
notice-place-disagrees =
    { $environment } · { $place } assinou outro histórico, diferente das evidências daqui ({ $why }).
    Alguém pode ter restaurado um arquivo antigo, ou cortado ou reescrito este. Nada foi sobrescrito lá.
    Para conferir: verificar evidências
notice-witness-forgot =
    { $environment } · { $place } conhece menos das evidências do que já tinha assinado: perdeu dados.
    A partir de agora só vale para o que viu desde então. O que assinou antes está guardado aqui.
notice-connector-stalled =
    { $environment } · { $connector } não responde desde { $since }.
    Fica em pausa por um tempo: o que depende dele é recusado na hora.
notice-connector-resumed = { $environment } · { $connector } voltou a responder.
notice-place-resumed = { $environment } · { $place } voltou a receber { $sends ->
    [checkpoints] pontos de controle
   *[other] evidências
}. Nada falta lá.
notice-place-rewound =
    { $environment } · As evidências daqui não são as que { $place } já tinha recebido.
    Alguém pode ter restaurado um arquivo antigo. Tudo é enviado de novo.
    Para conferir: verificar evidências
notice-place-moved =
    { $environment } · { $place } tem agora outro endereço, que ainda não recebeu nada.
    Todas as evidências são enviadas para lá, desde o início.
notice-place-rejected = { $environment } · { $place } descartou { $count ->
    [1] um registro
   *[other] { $count } registros
} de evidência.
    Eles continuam guardados aqui; o log de { $place } diz por quê.
checkpoint-message =
    { $environment } · Ponto de controle das evidências.
    Guarde esta mensagem: ela prova depois que nada anterior foi mudado.
    Para conferir: aval verify --env { $id } --checkpoint ARQUIVO
checkpoint-line = { $line }
notice-app-first =
    { $environment } · O app autenticador de { $name } está em uso.
    Foi ativado na linha de comando: não havia outro admin com app a quem perguntar.
    .hint = Se ninguém pediu isso: suspender { $person }
notice-app-shown =
    { $environment } · Um novo app autenticador de { $name } foi mostrado na linha de comando.
    Ele só vale depois que um admin aprovar.
    .hint = Se ninguém pediu isso, negue, ou: suspender { $person }
app-replaced = Substitui o app em uso desde { $since }, que não vale mais.
your-app-first =
    { $environment } · Seu app autenticador está em uso.
    Foi ativado na linha de comando, sem perguntar a mais ninguém.
    .hint = Se não era para você, avise um admin.
your-app-shown =
    { $environment } · Um novo app autenticador foi mostrado para você na linha de comando.
    .hint = Se não era para você, avise um admin.
notice-rights-restored =
    { $environment } · Os direitos de { $name } foram restaurados.
    Foi feito na linha de comando: restavam poucos admins para decidir na conversa.
    Se ninguém pediu isso: suspender { $person }, ou ativar bloqueio
notice-rights-of-admin =
    { $environment } · { $name } agora é admin.
    Foi feito na linha de comando: restavam poucos admins para decidir na conversa.
    Se ninguém pediu isso: suspender { $person }, ou ativar bloqueio
your-rights-restored =
    { $environment } · Seus direitos foram restaurados.
    Foi feito na linha de comando, sem perguntar a mais ninguém.
your-rights-of-admin =
    { $environment } · Você agora é admin.
    Foi feito na linha de comando, sem perguntar a mais ninguém.

forgotten-in-session = A sessão do WhatsApp também esquece chaves, apelidos, conversas e textos desta pessoa.
kept-in-browser = O perfil do navegador guarda as conversas; apague a conversa no telefone ou desvincule a conta.
hold-is-on = Há retenção legal: { $reason }
hold-is-off = Não há retenção legal.
hold-of-others = Outro inquilino precisa desta retenção legal. Só as pessoas dele a desativam.
hold-notice-on = { $environment } · retenção legal: { $reason }. Nada é apagado.
hold-notice-on-elsewhere = { $environment } · retenção legal por outro inquilino. Nada é apagado.
hold-notice-off = { $environment } · retenção legal desativada.
retention-line = { $environment } · guarda: evidências { $evidence }, mensagens { $messages }

## Regras, que completam: foi decidido assim porque …

rule-line = { $mark } { $text }
rule-allowed = Podia ser pedido, porque:
rule-refused = Foi recusado. O motivo está marcado com menos:
rule-policy-readable = o pacote de políticas vigente pode ser lido e não mudou
    .not = o pacote de políticas vigente não pode ser lido, ou mudou
rule-environment-open = o ambiente aceita solicitações
    .not = { $locked ->
        [connector] o conector { $of } estava bloqueado
        [class] a classe { $of } estava bloqueada
        [tenant] o inquilino { $of } estava bloqueado
        [agent] o agente { $of } estava bloqueado
       *[whole] o ambiente não aceitava solicitações naquele momento
    }
rule-requester-holds-scope = quem pede pode: { $scopes }
    .bare = qualquer pessoa cadastrada pode pedir
    .not = quem pede não pode: { $scopes }
rule-approval-policy-present = uma política de aprovação cobre esta classe
    .not = nenhuma política de aprovação cobre esta classe
rule-within-limits = { $limit ->
    [tenant_requests] o inquilino está dentro do limite
    [class_requests] esta classe está dentro do limite
   *[other] quem pede está dentro dos limites
}
    .not = { $limit ->
        [tenant_requests] o inquilino passou do limite
        [class_requests] esta classe passou do limite
       *[other] quem pediu passou dos limites
    }
rule-not-denied-before = não foi negado vezes demais recentemente
    .not = foi negado vezes demais recentemente
rule-not-frozen = não há congelamento
    .not = havia um congelamento: “{ $freeze }”
rule-not-forbidden = nenhuma regra proíbe
    .not = uma regra proíbe: “{ $name }”
rule-change-risk = o risco da mudança é { $class ->
    [HIGH] alto
    [MEDIUM] médio
   *[LOW] baixo
  }
rule-content-rule = a regra “{ $name }” se aplica
rule-emergency-declared = uma emergência foi declarada
rule-under-suspicion = a suspeita torna o perfil mais rígido
rule-confirmation-needed = quem pede precisa confirmar
rule-agent-proposed = um agente propôs, e por isso o dono dele precisa confirmar
rule-agent-acts = aqui um agente pode fazer isso por conta própria
rule-agents-may-ask = agentes podem pedir isto
    .not = só pessoas podem pedir isto; um agente pediu
rule-no-approval-needed = esta classe não precisa de aprovação aqui
rule-approval-needed = a classe { $class } precisa de { $approvers ->
    [1] 1 aprovação
   *[other] { $approvers } aprovações
  } pela política “{ $policy }” ({ $profile })

## Conectores

no-such-connector = Nenhum conector se chama { $name } aqui. { $reader ->
    [admin] Inclua-o em environment.yaml.
    [only-admin] Inclua-o em environment.yaml.
   *[other] Fale com um admin.
  }
connector-slot-missing = { $connector } precisa de { $slot }.
connector-slot-wrong = { $slot } não é válido. Digite de novo.
connector-operation-unknown = { $connector } não tem a operação { $operation }.
connector-path-wrong = Este valor mudaria o endereço em { $connector }; nada foi enviado.
connector-egress-denied = { $host } não é um endereço declarado de { $connector }; nada foi enviado.
connector-unreachable = Não foi possível acessar { $connector }; nada foi enviado. Tente mais tarde.
connector-timeout = { $connector } não respondeu a tempo.
connector-lost = A conexão com { $connector } caiu antes da resposta.
connector-paused =
    { $connector } não responde desde { $since }; nada foi enviado.
    Tente mais tarde.
connector-busy = { $connector } está sobrecarregado e não fez nada. Tente mais tarde.
connector-broken = { $connector } respondeu com erro ({ $status }).
connector-redirected = { $connector } redirecionou a chamada; o Aval não segue. Avise um admin.
connector-answer-unreadable = A resposta de { $connector } não pôde ser lida ({ $field }).
connector-target-changed = { $field } do alvo em { $connector } já não é o que foi aprovado; peça de novo.
connector-answer-contradicts = { $connector } aceitou, mas a resposta mostra que { $field } não mudou.
connector-answer-other = { $connector } foi perguntado sobre { $asked } e respondeu sobre { $answered }. Não vale; avise um admin.
connector-answer-too-large = A resposta de { $connector } é grande demais.
connector-not-found = Não existe.
connector-conflict = Não pode ser feito agora.
connector-not-allowed = { $connector } não aceita nossas credenciais ({ $status }).
connector-refused = { $connector } recusou ({ $status }).
connector-no-twin = { $operation } não tem gêmeo no sandbox.
secret-missing = { $reference } não está definido. { $reader ->
    [admin] Defina-o no servidor.
    [only-admin] Defina-o no servidor.
   *[other] Fale com um admin.
  }
secret-link = { $reference } é um link, que não é seguido; coloque ali o próprio arquivo.
secret-unusable = { $reference } não pode ser usado: deve ser uma linha de caracteres simples.
secret-file-open = { $reference } pode ser lido por outros; chmod 600.
shop-order-not-found = O pedido { $order } não existe.
shop-order-already-cancelled = O pedido { $order } já está cancelado.
shop-order-already-open = O pedido { $order } já está aberto.
config-unit-missing = Não há unidade { $unit }.
quota-reached = { $agent } tem { $count } de { $most } { $of ->
    [all] unidades
   *[other] unidades do tipo { $kind }
  }. Exclua algumas ou peça a um admin uma cota maior.
config-lifetime-none = Aqui as unidades não têm prazo de vida. Não o indique.
config-lifetime-too-long = O prazo de vida máximo aqui é { $most }.
config-lifetime-absent = { $unit } não tem prazo de vida a renovar.
config-not-its-own = Um agente só exclui o que criou, e { $unit } não é dele.
config-unit-exists = { $unit } já existe.
config-unit-changed = { $unit } mudou nesse meio-tempo; peça de novo.
config-unit-foreign = { $unit } foi alterada, mas não pelo Aval. Um admin deve restaurar um backup.
config-units-foreign = Uma unidade foi alterada, mas não pelo Aval. Um admin deve restaurar um backup.
config-name-wrong = { $unit } não é um nome: letras minúsculas, dígitos, pontos, hifens, no máximo 60.
config-kind-missing = De que tipo: { $kinds }?
config-kind-unknown = Não há tipo { $kind }; conhecidos: { $kinds }.
config-field-missing = Falta { $field }.
config-field-unknown = { $kind } não tem o campo { $field }; tem { $fields }.
config-value-integer = { $field } deve ser um número inteiro de { $min } a { $max }.
config-value-number = { $field } deve ser um número de { $min } a { $max }.
config-value-not-boolean = { $field } deve ser sim ou não.
config-value-not-text = { $field } deve ser texto.
config-value-too-long = { $field } tem no máximo { $max } caracteres.
config-value-pattern = { $field } deve ter a forma { $pattern }.
config-value-same = { $field } de { $unit } já é { $value }.
config-hand-on-last = { $environment } é o último ambiente; dele nada é passado adiante.
config-hand-on-lifetime =
    { $unit } tem prazo de vida, e por isso não passa de test.
    Exclua-a, peça que uma pessoa a crie sem prazo de vida e passe essa adiante.
config-promotions-lowest = { $environment } é o ambiente mais baixo; nada é promovido para ele.
config-promotions-none =
    { $environment } ainda não aceita tickets: environment.yaml não tem promotions.
    Para mostrar a chave: aval attest --key --env { $from }
config-ticket-unreadable = Isto não é um ticket inteiro. Copie-o de novo, do começo ao fim.
config-ticket-elsewhere = Este ticket é de { $environment }; aqui só valem os de { $from }.
config-ticket-forged =
    Este ticket não foi assinado com a chave de { $from } em environment.yaml.
    Passe a unidade adiante de novo. Se falhar, um admin deve conferir promotions.key.
config-ticket-time =
    Este ticket vale de { $since } até { $until }.
    Passe a unidade adiante de novo.
config-ticket-tenant = Este ticket é de outro inquilino.
config-ticket-sandbox = Este ticket é de um sandbox e só vale em um sandbox.
config-ticket-used =
    { $name } já usou este ticket: { $unit } ficou na revisão { $revision }.
    Passe a unidade adiante de novo.
config-ticket-older =
    Um ticket mais novo já foi usado aqui: revisão { $newer } de { $unit }. Este é da { $revision }.
    Mude a unidade lá e passe-a adiante de novo.
config-ticket-same = { $unit } já está como no ticket.
config-ticket-kind = { $unit } é do tipo { $kind } aqui.
config-ticket-field = { $field } não cabe no seu campo aqui.
config-ticket-too-long = Os valores de { $unit } são longos demais para um ticket de { $most } caracteres.
